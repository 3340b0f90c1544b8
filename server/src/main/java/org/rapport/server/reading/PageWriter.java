package org.rapport.server.reading;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.IRestfulResponse;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.rapport.server.fhir.FhirInterceptor;
import org.springframework.stereotype.Component;

/** Puts what is stored in the place of each mark of a {@link StoredPage} that leaves. */
@Component
@Interceptor
public class PageWriter implements FhirInterceptor {
  /** After all others, among them the audit trail. */
  private static final int LAST = 2000;

  /** HAPI writes the page; what it writes is taken before it goes out. */
  @Hook(value = Pointcut.SERVER_OUTGOING_RESPONSE, order = LAST)
  public void shown(RequestDetails request) {
    StoredPage.begun(request)
        .ifPresent(page -> request.setResponse(new Whole(request.getResponse(), page)));
  }

  private record Whole(IRestfulResponse real, StoredPage page) implements IRestfulResponse {
    @Override
    public Writer getResponseWriter(int status, String type, String charset, boolean gzip)
        throws IOException {
      Writer out = real.getResponseWriter(status, type, charset, gzip);
      return new StringWriter() {
        @Override
        public void close() throws IOException {
          out.write(page.whole(toString()));
          out.close();
        }
      };
    }

    @Override
    public OutputStream getResponseOutputStream(int status, String type, Integer length)
        throws IOException {
      return real.getResponseOutputStream(status, type, length);
    }

    @Override
    public Object commitResponse(Closeable written) throws IOException {
      return real.commitResponse(written);
    }

    @Override
    public void addHeader(String name, String value) {
      real.addHeader(name, value);
    }

    @Override
    public Map<String, List<String>> getHeaders() {
      return real.getHeaders();
    }
  }
}
