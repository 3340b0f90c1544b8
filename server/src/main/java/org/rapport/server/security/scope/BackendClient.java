package org.rapport.server.security.scope;

import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import org.springframework.security.core.context.SecurityContextHolder;

/** A client that asks for itself, by its {@code system/} scopes, in the running request. */
public final class BackendClient {
  private final String id;
  private final SystemScopes scopes;

  private BackendClient(String id, SystemScopes scopes) {
    this.id = id;
    this.scopes = scopes;
  }

  /**
   * The one that asks.
   *
   * @throws ForbiddenOperationException where it is somebody who is signed in
   */
  public static BackendClient current() {
    if (SecurityContextHolder.getContext().getAuthentication() instanceof ScopedToken token
        && token.person() == null) {
      return new BackendClient(token.getToken().getSubject(), token.scopes());
    }
    throw new ForbiddenOperationException("This is for backend services, with system/ scopes");
  }

  /** Its client_id. */
  public String id() {
    return id;
  }

  /** Whether it may search a type, and read what it finds. */
  public boolean readsAll(String type) {
    return scopes.permits(type, "rs");
  }
}
