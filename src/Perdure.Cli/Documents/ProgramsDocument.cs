using Perdure.Supervision;

namespace Perdure.Cli.Documents;

/// <summary>What `ps` answers: the supervised programs.</summary>
internal sealed record ProgramsDocument(IReadOnlyList<ProgramStatus> Programs);
