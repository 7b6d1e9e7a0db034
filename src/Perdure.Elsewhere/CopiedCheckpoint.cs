namespace Perdure.Elsewhere;

/// <summary>What became of a checkpoint that was to be copied.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Copied">Whether it was; if not, it was there already, or is <paramref name="Gone"/>.</param>
/// <param name="Gone">Whether it was deleted where it was, after the copying of all had begun.</param>
/// <param name="Chunks">How many different chunks it has.</param>
/// <param name="ChunksSent">How many of them lacked there.</param>
/// <param name="ChunkBytesSent">Bytes of these.</param>
/// <param name="ImageBytesSent">Bytes of its image, which travels whole.</param>
public sealed record CopiedCheckpoint(string Id, string Name, bool Copied, bool Gone, int Chunks, int ChunksSent, long ChunkBytesSent, long ImageBytesSent)
{
    /// <summary>Why it could not be read where it is; null if it could.</summary>
    public string? Failure { get; init; }
}
