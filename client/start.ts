import type { ExtensionContext } from 'vscode';
import { env, window, workspace } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { registerCommands } from './commands.js';
import { listFolder, listSubfolders, readFile } from './files.js';
import { showStatus } from './status.js';
import { themeKind } from './theme.js';

/** The languages our files have. No scheme is asked for: untitled, remote and virtual documents count too. */
const SELECTOR = ['json', 'jsonc', 'yaml', 'shellscript', 'python', 'deepspeed-hostfile', 'makefile', 'dockerfile', 'markdown'].map((language) => ({ language }));

/** Starts the client, its status item and its commands. The answer stops everything. */
export async function startLens(context: ExtensionContext, create: (options: LanguageClientOptions) => BaseLanguageClient): Promise<() => Promise<void>> {
  const options: LanguageClientOptions = {
    documentSelector: SELECTOR,
    markdown: { isTrusted: { enabledCommands: ['mlConfigLens.openConcept', 'mlConfigLens.explainRule'] } },
    initializationOptions: { pictures: true, commands: true, files: true, status: true, theme: themeKind(), locale: env.language },
    synchronize: { configurationSection: 'mlConfigLens', fileEvents: workspace.createFileSystemWatcher('**/{*.json,*.sh,*.bash,*.slurm,*.sbatch,Makefile,Dockerfile,*.py,*.yaml,*.yml,hostfile*,requirements*.txt,constraints*.txt,pyproject.toml,setup.cfg,*.lock}') },
  };
  const client = create(options);
  const status = showStatus(SELECTOR);
  client.onRequest('mlConfigLens/readFile', readFile);
  client.onRequest('mlConfigLens/listFolder', listFolder);
  client.onRequest('mlConfigLens/listSubfolders', listSubfolders);
  client.onNotification('mlConfigLens/status', status.update);
  context.subscriptions.push(
    status,
    window.onDidChangeActiveColorTheme(() => { void client.sendNotification('mlConfigLens/theme', themeKind()); }),
    ...registerCommands(context, client),
  );
  await client.start();
  return () => client.stop();
}
