package org.rapport.server.rights;

import org.rapport.server.store.StoredTexts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Versions that an older server has stored and that cannot be read, as a number in them has
 * thousands of digits: nothing could be done with their resource, not even to delete it. What is
 * erased need not be read, so that an empty one takes their place. In the caller's transaction.
 */
@Component
class UnreadableResources {
  private static final Logger log = LoggerFactory.getLogger(UnreadableResources.class);

  private final StoredTexts texts;

  UnreadableResources(StoredTexts texts) {
    this.texts = texts;
  }

  /** Empties those of a patient, and of what refers to them. */
  void replace(String patient) {
    int replaced = texts.emptyUnreadable(patient);
    if (replaced > 0) {
      log.warn("{} versions of resources could not be read; they were emptied", replaced);
    }
  }
}
