namespace Perdure.Kernel.Calls;

/// <summary>Shared memory by which processes that succeed each other agree on who goes on.</summary>
/// <param name="Memory">The memory.</param>
/// <param name="StateOffset">Offset of the word that says whether the work is done.</param>
/// <param name="Done">What it then holds.</param>
/// <param name="HeirOffset">
/// Offset of the word that names, by pid, who takes over; or still the one who works, until he has named his successor: then the first of his
/// children that notices his end takes over.
/// </param>
public sealed record SuccessorWords(SharedMapping Memory, int StateOffset, uint Done, int HeirOffset);
