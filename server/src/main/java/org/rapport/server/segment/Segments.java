package org.rapport.server.segment;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceOrListParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.rapport.server.store.HapiTables;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who is in a Group at this moment: those who match every filter, or, without filters, those who
 * are listed. Ids only, so that a hundred thousand are a matter of seconds; nothing is cached.
 * Joins the caller's transaction if there is one.
 */
@Component
public class Segments {
  // HAPI stops at its page size unless told otherwise.
  private static final int ALL = 50_000_000;

  private final MemberFilters filters;
  private final DaoRegistry daos;
  private final TransactionTemplate transaction;
  private final HapiTables tables;

  Segments(
      MemberFilters filters, DaoRegistry daos, TransactionTemplate transaction, HapiTables tables) {
    this.filters = filters;
    this.daos = daos;
    this.transaction = transaction;
    this.tables = tables;
  }

  /** A Group by its id; empty when there is none. */
  public Optional<Group> find(String id) {
    try {
      return Optional.of(
          daos.getResourceDao(Group.class)
              .read(new IdType("Group", id), new SystemRequestDetails()));
    } catch (ResourceNotFoundException | ResourceGoneException e) {
      return Optional.empty();
    }
  }

  /** Ids of all members, in order. */
  public SortedSet<String> members(Group group) {
    return members(group, null);
  }

  /**
   * Those of some patients who are members.
   *
   * @param among ids of patients; null for everybody
   */
  SortedSet<String> members(Group group, Collection<String> among) {
    return transaction.execute(
        status -> {
          if (!MemberFilters.has(group)) {
            return listed(group, among);
          }
          SortedSet<String> members = null;
          for (MemberFilter filter : filters.of(group)) {
            SortedSet<String> matching = matching(filter, among);
            if (members == null) {
              members = matching;
            } else {
              members.retainAll(matching);
            }
            if (members.isEmpty()) {
              break;
            }
          }
          return members;
        });
  }

  /**
   * Whether each filter can be evaluated, beyond being read: names inside {@code _has} are only
   * looked at then.
   *
   * @throws InvalidFilterException naming the element
   */
  void check(Group group) {
    for (MemberFilter filter : filters.of(group)) {
      SearchParameterMap one = filter.search().getSearchParameterMap();
      one.setLoadSynchronousUpTo(1);
      try {
        dao(filter).searchForIds(one, new SystemRequestDetails(), null);
      } catch (BaseServerResponseException | DataFormatException | IllegalArgumentException e) {
        throw new InvalidFilterException(filter.element(), "The search " + MemberFilters.reason(e));
      }
    }
  }

  private SortedSet<String> listed(Group group, Collection<String> among) {
    List<String> ids =
        group.getMember().stream()
            .filter(member -> !member.getInactive() && !member.getPeriod().hasEnd())
            .map(member -> member.getEntity().getReferenceElement())
            .filter(entity -> "Patient".equals(entity.getResourceType()) && entity.hasIdPart())
            .map(entity -> entity.getIdPart())
            .filter(id -> among == null || among.contains(id))
            .toList();
    return new TreeSet<>(tables.existing("Patient", ids));
  }

  private SortedSet<String> matching(MemberFilter filter, Collection<String> among) {
    // Read anew: HAPI changes a map while it searches by it.
    SearchParameterMap search =
        filters.read(filter.query(), filter.element()).search().getSearchParameterMap();
    search.setLoadSynchronousUpTo(ALL);
    if (among != null) {
      restrict(search, filter, among);
    }
    List<JpaPid> matches = dao(filter).searchForIds(search, new SystemRequestDetails(), null);
    List<Long> numbers = matches.stream().map(JpaPid::getId).toList();
    if (numbers.isEmpty()) {
      return new TreeSet<>();
    }
    SortedSet<String> found =
        new TreeSet<>(filter.patient() == null ? tables.ids(numbers) : patientsOf(numbers, filter));
    if (among != null) {
      found.retainAll(among);
    }
    return found;
  }

  private static void restrict(
      SearchParameterMap search, MemberFilter filter, Collection<String> among) {
    if (filter.patient() == null) {
      TokenOrListParam any = new TokenOrListParam();
      among.forEach(id -> any.add(new TokenParam(id)));
      search.add("_id", any);
    } else {
      ReferenceOrListParam any = new ReferenceOrListParam();
      among.forEach(id -> any.add(new ReferenceParam("Patient/" + id)));
      search.add(filter.patient().getName(), any);
    }
  }

  private IFhirResourceDao<?> dao(MemberFilter filter) {
    return daos.getResourceDao(filter.search().getResourceName());
  }

  // HAPI's own index of references, by the paths of the parameter that leads to the patient.
  private List<String> patientsOf(List<Long> numbers, MemberFilter filter) {
    String type = filter.search().getResourceName() + ".";
    List<String> paths =
        filter.patient().getPathsSplit().stream()
            .map(String::strip)
            .filter(path -> path.startsWith(type))
            .toList();
    return tables.targets("Patient", numbers, paths);
  }
}
