package org.rapport.server.reading;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.IRestfulResponse;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.fhir.FhirInterceptor;
import org.rapport.server.security.scope.CallersScope;
import org.rapport.server.store.StoredBody;
import org.rapport.server.store.rows.PostedResources;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Puts what is stored in the place of each mark of a {@link StoredPage} that leaves, and has what
 * was posted leave that way.
 */
@Component
@Interceptor
public class PageWriter implements FhirInterceptor {
  /** After all others, among them the audit trail. */
  private static final int LAST = 2000;

  private final FhirContext context;
  private final Supplier<CallersScope> scope;

  /** For HAPI's server. */
  PageWriter(FhirContext context, ObjectProvider<CallersScope> scope) {
    this.context = context;
    this.scope = SingletonSupplier.of(scope::getObject);
  }

  /** HAPI writes the page; what it writes is taken before it goes out. */
  @Hook(value = Pointcut.SERVER_OUTGOING_RESPONSE, order = LAST)
  public void shown(RequestDetails request, ResponseDetails response) {
    if (response.getResponseResource() instanceof Resource resource) {
      PostedResources.text(resource)
          .flatMap(text -> StoredAnswer.rest(resource.fhirType(), text))
          .flatMap(rest -> marked(resource, rest, request))
          .ifPresent(response::setResponseResource);
    }
    StoredPage.begun(request)
        .ifPresent(page -> request.setResponse(new Whole(request.getResponse(), page)));
  }

  // What was just stored was encoded for that, and leaves as it is.
  private Optional<Resource> marked(Resource posted, String rest, RequestDetails request) {
    return StoredPage.ofCreated(request, scope.get())
        .filter(page -> page.takes(posted.fhirType()))
        .map(
            page -> {
              Resource marked =
                  (Resource) context.getResourceDefinition(posted.fhirType()).newInstance();
              marked.setIdElement(posted.getIdElement());
              // HAPI writes its time as precisely as the sender had written theirs.
              Date now = posted.getMeta().getLastUpdated();
              marked.setMeta(posted.getMeta().copy().setLastUpdatedElement(new InstantType(now)));
              page.mark(marked, new StoredBody(rest, Set.of()));
              return marked;
            });
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
