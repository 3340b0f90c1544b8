package org.rapport.routes.rapport;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.gclient.IOperation;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Parameters;

/** The server's operations, wherever it is. Thread-safe. */
@FunctionalInterface
public interface ServerOperations {

  /** Operations of a server in this JVM, for which no request has to be made. Thread-safe. */
  @FunctionalInterface
  interface Local {
    /** The answer, or empty where this is none of them. */
    Optional<Parameters> call(String operation, Parameters in);
  }

  /**
   * Calls one.
   *
   * @param operation its name with the dollar sign; behind {@code Type/id/} that of a resource,
   *     which is asked and changes nothing
   */
  Parameters call(String operation, Parameters in);

  /** Over HTTP. */
  static ServerOperations over(Supplier<IGenericClient> client) {
    return (operation, in) -> {
      int name = operation.lastIndexOf('/') + 1;
      IOperation called = client.get().operation();
      if (name == 0) {
        return called.onServer().named(operation).withParameters(in).execute();
      }
      return called
          .onInstance(operation.substring(0, name - 1))
          .named(operation.substring(name))
          .withParameters(in)
          .useHttpGet()
          .execute();
    };
  }

  /** The same, save what this JVM's own server takes. */
  default ServerOperations near(Local local) {
    return (operation, in) -> local.call(operation, in).orElseGet(() -> call(operation, in));
  }
}
