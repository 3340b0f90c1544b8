package org.rapport.server.fhir;

import ca.uhn.fhir.util.VersionUtil;
import org.rapport.server.store.StoredSettings;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Remembers the HAPI version whose tables stand, once they do, so that later starts need not
 * compare the schema.
 */
@Component
class SchemaVersion {
  static final String SETTING = "hapi-schema";

  private final StoredSettings settings;

  SchemaVersion(StoredSettings settings) {
    this.settings = settings;
  }

  @EventListener(ApplicationReadyEvent.class)
  void remember() {
    settings.put(SETTING, VersionUtil.getVersion());
  }
}
