import type { Mapping } from '../syntax/tree.js';
import { keysOf, score } from './fingerprint.js';

const POINTS: Readonly<Record<string, number>> = {
  imgsz: 2, close_mosaic: 2, mosaic: 1, mixup: 0.75, hsv_h: 1, hsv_s: 1, fliplr: 1, flipud: 0.75, lr0: 1.5, lrf: 1, warmup_bias_lr: 1, warmup_momentum: 1, exist_ok: 0.75, single_cls: 1, cos_lr: 1, dfl: 1, nbs: 0.75,
  overlap_mask: 1, mask_ratio: 1, max_det: 0.75, vid_stride: 1, copy_paste: 1, epochs: 0.25, batch: 0.25, task: 0.25, mode: 0.25, data: 0.25, patience: 0.25, model: 0.1, optimizer: 0.1, degrees: 0.5, translate: 0.25, scale: 0.1,
};

/** YOLOv5's and YOLOv7's hyperparameter files share names but not the reader; a dataset or a network is described, not trained. */
const FOREIGN: readonly string[] = ['names', 'nc', 'backbone', 'head', 'obj', 'obj_pw', 'cls_pw', 'fl_gamma', 'anchor_t', 'iou_t', 'model_name_or_path', 'base_model'];

/** Whether the keys are Ultralytics' own settings (`default.yaml`, `args.yaml`). */
export function looksLikeUltralytics(mapping: Mapping): boolean {
  const keys = keysOf(mapping);
  // A file with cls_pw is one of the newest Ultralytics' only when it also names the image size.
  const foreign = FOREIGN.filter((key) => keys.has(key) && !(key === 'cls_pw' && keys.has('imgsz')));
  return foreign.length === 0 && score(keys, POINTS) >= 3;
}
