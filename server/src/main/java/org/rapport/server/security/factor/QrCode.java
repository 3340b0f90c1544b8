package org.rapport.server.security.factor;

/** A text as a picture that a telephone reads (ISO/IEC 18004), in SVG. */
public final class QrCode {
  private static final int BORDER = 4;

  private QrCode() {}

  /**
   * The picture's dark modules as the path of an SVG.
   *
   * @param size of the picture's side, in modules, its white border included
   */
  public record Picture(int size, String path) {}

  /** Draws a text. */
  public static Picture of(String text) {
    io.nayuki.qrcodegen.QrCode code =
        io.nayuki.qrcodegen.QrCode.encodeText(text, io.nayuki.qrcodegen.QrCode.Ecc.MEDIUM);
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append("M%d,%dh1v1h-1z".formatted(x + BORDER, y + BORDER));
        }
      }
    }
    return new Picture(code.size + 2 * BORDER, path.toString());
  }
}
