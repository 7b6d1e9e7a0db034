namespace Perdure.Checkpoints.Memory;

/// <summary>Something that takes pages: a process's memory, or a shared object. Called from several threads.</summary>
internal interface IPageTarget
{
    /// <summary>Puts whole pages in their place.</summary>
    public abstract void Write(ulong firstPage, ReadOnlySpan<byte> pages);
}
