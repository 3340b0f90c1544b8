package org.rapport.routes.intake.store;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;

/**
 * Reads of a server in this JVM, for which no request has to be made. They see everything that is
 * committed. Thread-safe.
 */
public interface LocalReads {

  /** Whether a resource with this id exists and is not deleted. */
  boolean exists(String type, String id);

  /** The resource with this id; empty where there is none. */
  <T extends Resource> Optional<T> read(Class<T> type, String id);

  /** All of a type with an identifier of this system and value. */
  <T extends Resource> List<T> identified(Class<T> type, String system, String value);
}
