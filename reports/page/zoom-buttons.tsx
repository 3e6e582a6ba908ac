// The buttons that change how much of a run is in the picture.

interface ZoomButtonsProps {
  /** Shows so many times as much. */
  readonly zoom: (factor: number) => void;
  readonly onFit: () => void;
}

export function ZoomButtons({ zoom, onFit }: ZoomButtonsProps) {
  return (
    <>
      <button type="button" onClick={() => zoom(2)} aria-label="Zoom out">
        −
      </button>
      <button type="button" onClick={() => zoom(0.5)} aria-label="Zoom in">
        +
      </button>
      <button type="button" onClick={onFit}>
        Fit
      </button>
    </>
  );
}
