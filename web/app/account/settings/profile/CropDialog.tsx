/** Which part of a picture is kept: by dragging, by wheel, by arrow keys. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Slider } from "../../../ui/Slider.tsx";
import { WorkDialog } from "../../forms/WorkDialog.tsx";
import { t } from "../i18n/texts.ts";
import { largestZoom, pushed, wholeView, withinPicture, type View } from "../logic/crop.ts";
import { drawPicture, encodePicture, pictureEdge } from "../logic/picture.ts";

/** Widths of the frame that one press of an arrow key goes. */
const step = 0.05;
const zoomStep = 1.15;

const pushes: Partial<Record<string, { right: number; down: number }>> = {
  ArrowLeft: { right: -step, down: 0 },
  ArrowRight: { right: step, down: 0 },
  ArrowUp: { right: 0, down: -step },
  ArrowDown: { right: 0, down: step },
};

function viewAfterKey(key: string, view: View, picture: ImageBitmap): View | undefined {
  const push = pushes[key];
  if (push) return pushed(view, picture, push);
  if (key === "+" || key === "=") return withinPicture({ ...view, zoom: view.zoom * zoomStep }, picture);
  return key === "-" ? withinPicture({ ...view, zoom: view.zoom / zoomStep }, picture) : undefined;
}

type FrameProps = { picture: ImageBitmap; view: View; onView: (view: View) => void; canvas: { current: HTMLCanvasElement | null } };

function Frame({ picture, view, onView, canvas }: FrameProps) {
  useLayoutEffect(() => {
    if (canvas.current) drawPicture(canvas.current, picture, view);
  }, [picture, view]);
  return (
    <canvas
      ref={canvas}
      class="crop-frame"
      width={pictureEdge}
      height={pictureEdge}
      tabIndex={0}
      // oxlint-disable-next-line jsx-a11y/no-interactive-element-to-noninteractive-role -- no control has two dimensions
      role="application"
      aria-label={t("profile.crop.frame")}
      aria-describedby="crop-hint"
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const { width } = event.currentTarget.getBoundingClientRect();
        onView(pushed(view, picture, { right: event.movementX / width, down: event.movementY / width }));
      }}
      onWheel={(event) => {
        event.preventDefault();
        onView(withinPicture({ ...view, zoom: view.zoom * (event.deltaY < 0 ? zoomStep : 1 / zoomStep) }, picture));
      }}
      onKeyDown={(event) => {
        const next = viewAfterKey(event.key, view, picture);
        if (!next) return;
        event.preventDefault();
        // Single keys also control the player.
        event.stopPropagation();
        onView(next);
      }}
    />
  );
}

type CropDialogProps = { picture: ImageBitmap; onUse: (jpeg: Blob) => Promise<void>; onClose: () => void };

export function CropDialog({ picture, onUse, onClose }: CropDialogProps) {
  const [view, setView] = useState(() => wholeView(picture));
  const canvas = useRef<HTMLCanvasElement>(null);
  const use = async () => {
    if (canvas.current) await onUse(await encodePicture(canvas.current));
  };
  return (
    <WorkDialog class="crop-dialog" title={t("profile.crop.title")} act={t("profile.crop.use")} onAct={use} onClose={onClose}>
      <Frame picture={picture} view={view} onView={setView} canvas={canvas} />
      <div dir="ltr">
        <Slider
          class="crop-zoom"
          label={t("profile.crop.zoom")}
          value={view.zoom - 1}
          max={largestZoom - 1}
          step={0.05}
          valueText={`${Math.round(view.zoom * 100)} %`}
          onInput={(nearness) => setView(withinPicture({ ...view, zoom: nearness + 1 }, picture))}
          onKeyDown={(event) => event.stopPropagation()}
        />
      </div>
      <p id="crop-hint" class="quiet">
        {t("profile.crop.hint")}
      </p>
    </WorkDialog>
  );
}
