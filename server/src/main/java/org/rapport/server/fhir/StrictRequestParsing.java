package org.rapport.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.parser.IParserErrorHandler;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.parser.StrictErrorHandler;
import org.springframework.stereotype.Component;

/**
 * Refuses what a client wrote and FHIR does not know, which HAPI would drop without a word. Only
 * from the choice of a handler until its parameters are read, which is when a request's body is
 * parsed: HAPI's own files, and resources stored by another version, are read leniently.
 */
@Component
@Interceptor
public class StrictRequestParsing extends LenientErrorHandler implements FhirInterceptor {
  private static final IParserErrorHandler STRICT = new StrictErrorHandler();
  private static final IParserErrorHandler LENIENT = new LenientErrorHandler();

  private final ThreadLocal<Boolean> reading = ThreadLocal.withInitial(() -> false);

  StrictRequestParsing(FhirContext context) {
    context.setParserErrorHandler(this);
  }

  @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
  public void beforeBody() {
    reading.set(true);
  }

  @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
  public void afterBody() {
    reading.remove();
  }

  @Hook(Pointcut.SERVER_PROCESSING_COMPLETED)
  public void afterRequest() {
    reading.remove();
  }

  @Override
  public void unknownElement(IParseLocation location, String name) {
    handler().unknownElement(location, name);
  }

  @Override
  public void unknownAttribute(IParseLocation location, String name) {
    handler().unknownAttribute(location, name);
  }

  @Override
  public void unexpectedRepeatingElement(IParseLocation location, String name) {
    handler().unexpectedRepeatingElement(location, name);
  }

  private IParserErrorHandler handler() {
    return reading.get() ? STRICT : LENIENT;
  }
}
