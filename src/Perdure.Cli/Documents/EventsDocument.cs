using Perdure.Store;

namespace Perdure.Cli.Documents;

/// <summary>What `events` answers.</summary>
internal sealed record EventsDocument(IReadOnlyList<JournalEvent> Events);
