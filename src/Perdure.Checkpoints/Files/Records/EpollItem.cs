namespace Perdure.Checkpoints.Files.Records;

/// <summary>One file that an epoll set watches.</summary>
/// <param name="Fd">The number under which it was added.</param>
/// <param name="Description">The description that is watched.</param>
/// <param name="Events">EPOLL flags.</param>
/// <param name="Data">The program's own word.</param>
public readonly record struct EpollItem(int Fd, int Description, uint Events, ulong Data)
{
    /// <summary>The flags that say how, not what.</summary>
    private const uint PrivateBits = (1u << 31) | (1u << 30) | (1u << 29) | (1u << 28);

    /// <summary>Whether a one-shot item has fired and waits to be armed again.</summary>
    public bool IsDisabled() => (Events & ~PrivateBits) == 0;
}
