package org.rapport.server.lead.routing;

import java.util.List;
import java.util.Set;
import org.rapport.server.sensitivity.Sensitivity;

/**
 * An active HealthcareService as routing sees it.
 *
 * @param name for people
 * @param code of its first type, or null
 * @param words codes and names that it is asked for by, in normal form
 * @param insurances accepted, in normal form; none: all
 * @param referral whether it is for those who were referred
 * @param referralMethod how to refer, in words; or null
 * @param languages spoken; none: not known
 * @param owner reference of the team that answers; or null
 * @param areas postal codes, or beginnings of them, that it is for; none: all
 * @param plain whether a text message may name it
 * @param capacity inquiries that the team answers in an opening hour
 */
public record ServiceOffer(
    String id,
    String name,
    String code,
    Set<String> words,
    Set<String> insurances,
    boolean referral,
    String referralMethod,
    Set<String> languages,
    String owner,
    List<Place> places,
    Set<String> areas,
    Sensitivity sensitivity,
    boolean plain,
    int capacity) {

  /** The same for somebody who has been referred. */
  public ServiceOffer referred() {
    return new ServiceOffer(
        id,
        name,
        code,
        words,
        insurances,
        false,
        referralMethod,
        languages,
        owner,
        places,
        areas,
        sensitivity,
        plain,
        capacity);
  }
}
