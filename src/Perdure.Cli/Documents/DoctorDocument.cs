namespace Perdure.Cli.Documents;

/// <summary>What `doctor` answers: whether all that is required is there, and each feature.</summary>
internal sealed record DoctorDocument(bool Works, IReadOnlyList<ProbedFeature> Features);
