package org.rapport.server.door;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Writes bytes as fast as the caller reads them, without a thread (Servlet 6.0, 5.7): who asks for
 * a large answer and never reads it keeps nobody waiting.
 */
public final class UnhurriedAnswer implements WriteListener {
  private static final int CHUNK = 16 * 1024;
  private static final long LONGEST = 60_000;

  private final AsyncContext async;
  private final ServletOutputStream out;
  private final byte[] bytes;
  private int written;

  private UnhurriedAnswer(AsyncContext async, ServletOutputStream out, byte[] bytes) {
    this.async = async;
    this.out = out;
    this.bytes = bytes;
  }

  /** Begins; status and headers are set before. The caller returns. */
  public static void write(HttpServletRequest request, HttpServletResponse response, byte[] bytes)
      throws IOException {
    response.setContentLength(bytes.length);
    AsyncContext async = request.startAsync();
    async.setTimeout(LONGEST);
    ServletOutputStream out = response.getOutputStream();
    out.setWriteListener(new UnhurriedAnswer(async, out, bytes));
  }

  @Override
  public void onWritePossible() throws IOException {
    while (out.isReady()) {
      if (written == bytes.length) {
        async.complete();
        return;
      }
      int length = Math.min(CHUNK, bytes.length - written);
      out.write(bytes, written, length);
      written += length;
    }
  }

  @Override
  public void onError(Throwable lost) {
    async.complete();
  }
}
