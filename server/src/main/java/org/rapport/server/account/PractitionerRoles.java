package org.rapport.server.account;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.store.HapiTables;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The resources that stand for the people of the operator's file: a PractitionerRole each, with
 * role and places, written at every start; and a Practitioner where there is none yet. What does
 * not change is not written again.
 */
@Component
public class PractitionerRoles {
  private final Accounts accounts;
  private final DaoRegistry daos;
  private final HapiTables tables;

  PractitionerRoles(Accounts accounts, DaoRegistry daos, HapiTables tables) {
    this.accounts = accounts;
    this.daos = daos;
    this.tables = tables;
  }

  @EventListener(ApplicationStartedEvent.class)
  void write() {
    accounts.fromFile().forEach(this::write);
  }

  /** Writes those of one person who works here; of nobody else. */
  public void write(Account account) {
    if (!account.isStaff() || account.practitioner() == null) {
      return;
    }
    if (!tables.exists(new IdType("Practitioner", account.practitioner()))) {
      Practitioner practitioner = new Practitioner();
      practitioner.setId(account.practitioner());
      if (account.name() != null) {
        practitioner.addName().setText(account.name());
      }
      put(practitioner);
    }
    PractitionerRole role = new PractitionerRole();
    role.setId("account-" + account.practitioner());
    role.setActive(account.active());
    role.setPractitioner(new Reference("Practitioner/" + account.practitioner()));
    account.roles().stream()
        .sorted()
        .map(Role::coded)
        .forEach(
            one -> role.addCode().addCoding(new Coding(one.system(), one.code(), one.display())));
    Set<String> there = tables.existing("Location", account.locations());
    there.stream().sorted().forEach(place -> role.addLocation(new Reference("Location/" + place)));
    put(role);
  }

  private <T extends Resource> void put(T resource) {
    @SuppressWarnings("unchecked")
    IFhirResourceDao<T> dao = daos.getResourceDao((Class<T>) resource.getClass());
    dao.update(resource, new SystemRequestDetails());
  }
}
