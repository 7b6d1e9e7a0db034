using Perdure.Supervision;

namespace Perdure.Cli.Documents;

/// <summary>What `ps` answers: the supervised programs, and those whose supervisor ended without a word.</summary>
internal sealed record ProgramsDocument(IReadOnlyList<ProgramStatus> Programs, IReadOnlyList<AbandonedProgram> Abandoned);
