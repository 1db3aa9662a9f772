const DIALECTS: Readonly<Record<string, string>> = {
  deepspeed: 'DeepSpeed', peft: 'PEFT', trainer: 'Hugging Face Trainer', chatglm: 'ChatGLM', trl: 'TRL', accelerate: 'Accelerate', llamafactory: 'LLaMA-Factory', axolotl: 'Axolotl', swift: 'ms-swift',
  ultralytics: 'Ultralytics', model: 'model config.json', generation: 'generation_config.json', hostfile: 'DeepSpeed hostfile',
};

const LIBRARIES: Readonly<Record<string, string>> = { 'deepspeed': 'DeepSpeed', 'peft': 'PEFT', 'trl': 'TRL', 'accelerate': 'Accelerate', 'llamafactory': 'LLaMA-Factory', 'axolotl': 'Axolotl', 'ultralytics': 'Ultralytics' };

/** A dialect as people call it. */
export function dialectName(dialect: string): string {
  return DIALECTS[dialect] ?? dialect;
}

/** A library as people call it. */
export function libraryName(library: string): string {
  return LIBRARIES[library] ?? library;
}

/** Every dialect a person may choose. */
export const DIALECT_IDS: readonly string[] = Object.keys(DIALECTS);
