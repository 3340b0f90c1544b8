package org.rapport.server.security.factor;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.rapport.server.account.Account;
import org.rapport.server.account.Role;
import org.rapport.server.config.InvalidSettingException;

/**
 * Who has to show a second factor: {@code RAPPORT_MFA} and {@code RAPPORT_MFA_ROLES}. Patients
 * never.
 */
public final class FactorPolicy {
  /** The values of {@code RAPPORT_MFA}. */
  public enum Mode {
    OFF,
    OPTIONAL,
    REQUIRED
  }

  private final Mode mode;
  private final Set<Role> roles;

  private FactorPolicy(Mode mode, Set<Role> roles) {
    this.mode = mode;
    this.roles = roles;
  }

  /**
   * Reads the two settings.
   *
   * @param roles codes of roles, by commas, of whom it is required; blank: of all
   * @throws InvalidSettingException for what is none of the values
   */
  public static FactorPolicy of(String mode, String roles) {
    return new FactorPolicy(mode(mode), roles(roles));
  }

  /**
   * {@code RAPPORT_MFA}.
   *
   * @throws InvalidSettingException for what is none of its values
   */
  public static Mode mode(String value) {
    try {
      return Mode.valueOf(value.strip().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("RAPPORT_MFA", "should be off, optional or required");
    }
  }

  /**
   * {@code RAPPORT_MFA_ROLES}; all, where it is blank.
   *
   * @throws InvalidSettingException for what is no role
   */
  public static Set<Role> roles(String value) {
    List<String> codes =
        Arrays.stream(value.split(",")).map(String::strip).filter(c -> !c.isEmpty()).toList();
    Set<Role> found =
        codes.stream()
            .map(
                code ->
                    Role.of(code)
                        .orElseThrow(
                            () ->
                                new InvalidSettingException(
                                    "RAPPORT_MFA_ROLES",
                                    "should be roles by commas, of "
                                        + Arrays.stream(Role.values())
                                            .map(Role::code)
                                            .collect(Collectors.joining(", ")))))
            .collect(Collectors.toSet());
    return found.isEmpty()
        ? Collections.unmodifiableSet(EnumSet.allOf(Role.class))
        : Set.copyOf(found);
  }

  /** Whether who has a second factor is asked for it, and may add one. */
  boolean isOn() {
    return mode != Mode.OFF;
  }

  /** Whether this person does nothing here without one. */
  boolean requires(Account account) {
    return mode == Mode.REQUIRED && account.roles().stream().anyMatch(roles::contains);
  }
}
