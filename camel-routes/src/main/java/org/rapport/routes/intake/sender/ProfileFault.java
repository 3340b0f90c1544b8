package org.rapport.routes.intake.sender;

import java.util.List;

/** A mistake deep within one profile; its words begin with the profile's place. */
final class ProfileFault extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Object> path;

  /**
   * A mistake.
   *
   * @param path where it stands within the profile: keys as text, positions in a list as numbers
   */
  ProfileFault(String words, List<Object> path) {
    super(words);
    this.path = List.copyOf(path);
  }

  List<Object> path() {
    return path;
  }
}
