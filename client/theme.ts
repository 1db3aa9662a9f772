import { ColorThemeKind, window } from 'vscode';

/** The active theme's kind in the server's words. */
export function themeKind(): 'light' | 'dark' | 'hc-light' | 'hc-dark' {
  switch (window.activeColorTheme.kind) {
    case ColorThemeKind.Light: return 'light';
    case ColorThemeKind.HighContrast: return 'hc-dark';
    case ColorThemeKind.HighContrastLight: return 'hc-light';
    default: return 'dark';
  }
}
