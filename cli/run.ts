import { command } from './main.js';

command();
