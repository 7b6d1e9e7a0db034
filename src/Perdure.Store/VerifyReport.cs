namespace Perdure.Store;

/// <summary>What <see cref="ImageStore.Verify"/> found.</summary>
/// <param name="Problems">Each damage in a sentence; empty when all is well.</param>
/// <param name="Sections">Sections read.</param>
/// <param name="Chunks">Chunks read.</param>
/// <param name="RawBytes">Raw bytes of the good ones.</param>
public sealed record VerifyReport(IReadOnlyList<string> Problems, int Sections, int Chunks, long RawBytes)
{
    /// <summary>Whether the checkpoint is whole.</summary>
    public bool Ok => Problems.Count == 0;
}
