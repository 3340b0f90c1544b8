package org.rapport.server.store;

import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;

/**
 * What a resource that only has its id and meta will have in its answer: the rest of its JSON as it
 * is stored. Whoever looks at such a resource on its way out finds here what it would look for.
 *
 * @param rest what follows {@code meta} in the JSON, without the last brace; empty, or begins with
 *     a comma
 * @param patients references of those whom it is about
 */
public record StoredBody(String rest, Set<String> patients) {
  private static final String KEY = StoredBody.class.getName();

  /** That of a resource; empty of one that is whole. */
  public static Optional<StoredBody> of(IBaseResource resource) {
    return Optional.ofNullable((StoredBody) resource.getUserData(KEY));
  }

  /** Gives it to a resource. */
  public void attach(IBaseResource resource) {
    resource.setUserData(KEY, this);
  }
}
