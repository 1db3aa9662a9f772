import { nameOfRun } from '../run/joined.js';
import { candidates } from '../knowledge/releases.js';
import type { Entry, Root, Scalar } from '../syntax/tree.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { Finding, Related, Rule } from './rule.js';

type Call = Extract<Root, { kind: 'call' }>;

/** The calls of a script that load weights. */
function loads({ tree }: Snapshot): readonly Call[] {
  return tree.roots.filter((root): root is Call => root.kind === 'call' && root.name === 'from_pretrained');
}

/** The calls that make training arguments: `TrainingArguments`, `SFTConfig`, `DPOConfig` … */
function argumentsOf({ tree }: Snapshot): readonly Call[] {
  return tree.roots.filter((root): root is Call => root.kind === 'call' && /^(Seq2Seq)?TrainingArguments$|^(SFT|DPO|ORPO|CPO|KTO|Reward)Config$/.test(root.name));
}

function keyword(call: Call, ...names: readonly string[]): (Entry & { readonly value: Scalar }) | undefined {
  return call.value.entries.find((entry): entry is Entry & { readonly value: Scalar } => names.includes(entry.key) && entry.value.kind === 'scalar');
}

/** A keyword as it is written, expressions too: `torch.float16` is no literal. */
function written(call: Call, text: string, ...names: readonly string[]): { readonly entry: Entry; readonly text: string } | undefined {
  const entry = call.value.entries.find(({ key }) => names.includes(key));
  return entry && { entry, text: text.slice(entry.value.span.start, entry.value.span.end) };
}

const isTrue = (call: Call, name: string): Entry | undefined => {
  const entry = keyword(call, name);
  return entry?.value.text === 'True' ? entry : undefined;
};

const also = (entry: Entry, id: string): Related => ({ span: entry.span, message: { id } });

/**
 * Weights in fp16 under fp16 mixed precision: their gradients are fp16, and torch's scaler refuses to unscale those (torch 2.9.1,
 * torch/amp/grad_scaler.py, `_unscale_grads_`). Adapters are kept in fp32 by PEFT, and DeepSpeed scales by itself.
 */
export const fp16WeightsWithFp16: Rule = {
  name: 'fp16-weights-with-fp16',
  *check({ subject }) {
    if (subject.syntax !== 'python' || /\b(peft|deepspeed|unsloth)\b/i.test(subject.text)) return;
    const [training, ...more] = argumentsOf(subject);
    const fp16 = training && isTrue(training, 'fp16');
    if (!fp16 || more.length > 0) return;
    for (const call of loads(subject)) {
      const dtype = written(call, subject.text, 'torch_dtype', 'dtype');
      // Quantized weights are not trained themselves.
      if (call.value.entries.some(({ key }) => /^(load_in_[48]bit|quantization_config)$/.test(key))) continue;
      if (!dtype || !/^(torch\.(float16|half)|["'](float16|fp16)["'])$/.test(dtype.text)) continue;
      yield { span: dtype.entry.span, message: { id: 'refused', values: { key: dtype.entry.key } }, related: [also(fp16, 'fp16')], fixes: [{ title: { id: 'fp32' }, safe: false, edits: [{ span: dtype.entry.value.span, text: dtype.text.startsWith('torch') ? 'torch.float32' : '"float32"' }] }] };
    }
  },
};

/** Weights in 4 or 8 bits handed to a Trainer without adapters (transformers 5.23.0, trainer_utils.py, `validate_quantization_for_training`). */
export const quantizedModelWithoutAdapter: Rule = {
  name: 'quantized-model-without-adapter',
  *check({ subject }) {
    if (subject.syntax !== 'python' || /\b(peft\w*|get_peft_model|add_adapter|load_adapter|unsloth|LoraConfig)\b/i.test(subject.text)) return;
    if (!/\b(Seq2Seq|SFT|DPO|ORPO|KTO|CPO|Reward)?Trainer\(/.test(subject.text)) return;
    for (const call of loads(subject)) {
      const bits = isTrue(call, 'load_in_4bit') ?? isTrue(call, 'load_in_8bit');
      if (bits) yield { span: bits.span, message: { id: 'refused', values: { key: bits.key } } };
    }
  },
};

/** A device map in a launch of several processes (accelerate 1.15.0, accelerator.py, `prepare_model`). */
export const deviceMapInDistributedRun: Rule = {
  name: 'device-map-in-distributed-run',
  *check(run) {
    for (const join of run.joins) {
      if (!join.command || join.home.uri !== run.subject.uri || !join.world.known || join.world.size < 2 || !join.trainer) continue;
      const script = run.scripts.find(({ command }) => command === join.command)?.file;
      // Under DeepSpeed stage 3 another rule says more.
      if (!script || join.deepspeed || /LOCAL_RANK|local_rank|current_device|ACCELERATE_BYPASS_DEVICE_MAP/.test(script.text)) continue;
      for (const call of loads(script)) {
        const map = keyword(call, 'device_map');
        if (!map || !/^(auto|balanced|balanced_low_0|sequential)$/.test(map.value.text)) continue;
        const counted = join.world.from.find(({ file }) => file.uri === run.subject.uri)?.entry ?? join.command.words[join.command.program];
        if (counted) yield { span: counted.span, message: { id: 'refused', values: { value: map.value.text, size: join.world.size, run: nameOfRun(join) } }, related: [{ span: map.span, uri: script.uri, text: script.text, message: { id: 'here' } }] };
      }
    }
  },
};

/** What makes the inputs of frozen layers require gradients, or makes that unnecessary. */
const INPUT_GRADS = /enable_input_require_grads|prepare_model_for_(kbit|int8)_training|use_reentrant|make_inputs_require_grad|gradient_checkpointing_enable|SFTTrainer|unsloth/;

/**
 * Frozen weights with reentrant checkpoints, the default before transformers 5: nothing that goes into a checkpoint requires gradients, so nothing
 * that comes out does (transformers 4.57.6, modeling_utils.py, `gradient_checkpointing_enable`).
 */
export const checkpointingWithoutInputGrads: Rule = {
  name: 'checkpointing-without-input-grads',
  *check({ subject, knowledge }) {
    if (subject.syntax !== 'python' || !/\bget_peft_model\(/.test(subject.text) || !/\bTrainer\(/.test(subject.text) || INPUT_GRADS.test(subject.text)) return;
    const releases = candidates(knowledge.releases('transformers'), knowledge.versions['transformers']);
    if (!releases?.every((release) => Number(release.split('.')[0]) < 5)) return;
    for (const call of argumentsOf(subject)) {
      const on = isTrue(call, 'gradient_checkpointing');
      if (on) yield { span: on.span, message: { id: 'cut' }, fixes: call.value.entries.some(({ key }) => key === 'gradient_checkpointing_kwargs') ? [] : [{ title: { id: 'reentrant' }, safe: false, edits: [{ span: { start: on.span.end, end: on.span.end }, text: ', gradient_checkpointing_kwargs={"use_reentrant": False}' }] }] };
    }
  },
};

/** FlashAttention computes in fp16 and bf16 only (flash-attention 2, csrc/flash_attn/flash_api.cpp); without autocast fp32 weights stop it. */
export const flashAttentionInFp32: Rule = {
  name: 'flash-attention-in-fp32',
  *check({ subject }) {
    if (subject.syntax !== 'python') return;
    for (const call of loads(subject)) {
      const attention = keyword(call, 'attn_implementation');
      const dtype = written(call, subject.text, 'torch_dtype', 'dtype');
      if (attention && /^flash_attention_[23]$/.test(attention.value.text) && dtype && /^(torch\.(float32|float)|["']float32["'])$/.test(dtype.text)) yield { span: dtype.entry.span, message: { id: 'fp32' }, related: [also(attention, 'flash')], fixes: [{ title: { id: 'bf16' }, safe: false, edits: [{ span: dtype.entry.value.span, text: dtype.text.startsWith('torch') ? 'torch.bfloat16' : '"bfloat16"' }] }] };
    }
  },
};

/** The cache of keys and values beside recomputation: transformers switches it off with a warning (4.57.6, modeling_layers.py). */
export const cacheWithCheckpointing: Rule = {
  name: 'cache-with-checkpointing',
  *check({ subject }) {
    if (subject.syntax !== 'python') return;
    const on = argumentsOf(subject).map((call) => isTrue(call, 'gradient_checkpointing')).find((entry) => entry !== undefined);
    for (const call of on ? loads(subject) : []) {
      const cache = isTrue(call, 'use_cache');
      if (cache && on) yield { span: cache.span, message: { id: 'off' }, related: [also(on, 'checkpointing')], fixes: [{ title: { id: 'false' }, safe: true, edits: [{ span: cache.value.span, text: 'False' }] }] };
    }
  },
};

/** fp16 for a model whose config.json says that its weights are bf16: what bf16 can hold may overflow in fp16. */
export const fp16ForBf16Model: Rule = {
  name: 'fp16-for-bf16-model',
  *check(run) {
    for (const block of run.blocks) {
      const dtype = dtypeOf(run.model(block)?.config);
      if (dtype?.text !== 'bfloat16') continue;
      const fp16 = block.bindings.find(({ parameter, read, entry }) => !entry.lost && read.known && read.literal === true && parameter !== undefined && [parameter.id, ...parameter.inheritedIds].some((id) => id === 'transformers/TrainingArguments.fp16' || id === 'axolotl/AxolotlInputConfig.fp16'));
      if (fp16) yield { span: fp16.entry.span, message: { id: 'overflow', values: { key: fp16.entry.key } }, related: [{ span: dtype.entry.span, uri: dtype.file.uri, text: dtype.file.text, message: { id: 'config' } }] } satisfies Finding;
    }
  },
};

function dtypeOf(config: Snapshot | undefined): { readonly text: string; readonly entry: Entry; readonly file: Snapshot } | undefined {
  const root = config?.tree.roots[0];
  const entry = root?.value.kind === 'mapping' ? root.value.entries.find(({ key }) => key === 'dtype' || key === 'torch_dtype') : undefined;
  return config && entry?.value.kind === 'scalar' ? { text: entry.value.text, entry, file: config } : undefined;
}

/** A layer class for FSDP to wrap that belongs to another family than the model's (accelerate 1.15.0, utils/dataclasses.py). */
export const layerClassOfAnotherModel: Rule = {
  name: 'layer-class-of-another-model',
  *check(run) {
    const families = run.knowledge.modelFamilies();
    for (const block of run.blocks) {
      const binding = block.bindings.find(({ entry }) => !entry.lost && /^(fsdp_)?transformer_layer_cls_to_wrap$/.test(entry.key));
      const model = binding && (run.model(block) ?? run.joins.find((join) => [...join.layers, join.accelerate].some((layer) => layer?.block === block))?.model);
      const own = model && families[model.family]?.layers;
      if (!binding || !model || !own) continue;
      const values = binding.entry.value.kind === 'list' ? binding.entry.value.items : [binding.entry.value];
      for (const value of values) {
        if (value.kind !== 'scalar' || own.includes(value.text)) continue;
        const other = Object.entries(families).find(([, { layers }]) => layers?.includes(value.text))?.[0];
        if (other === undefined) continue;
        yield { span: value.span, message: { id: 'other', values: { name: value.text, other, family: model.family, model: model.name, layers: own.join(', ') } }, fixes: own.slice(0, 1).map((name) => ({ title: { id: 'replace', values: { name } }, safe: false, edits: [{ span: value.inner, text: name }] })) };
      }
    }
  },
};
