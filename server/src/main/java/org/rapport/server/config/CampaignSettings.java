package org.rapport.server.config;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator can set about messages to segments (docs/settings.md). Immutable; values have
 * passed {@link SettingsCheck}.
 *
 * @param approvalAbove with more recipients than this a second person approves it
 * @param undo how long it waits, once its recipients are fixed, before its first message
 * @param rate messages a minute that it hands out at most
 */
@ConfigurationProperties("rapport.campaigns")
public record CampaignSettings(
    @DefaultValue("100") int approvalAbove,
    @DefaultValue("PT10M") Duration undo,
    @DefaultValue("600") int rate) {}
