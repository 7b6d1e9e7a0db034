using Perdure.Kernel;

namespace Perdure.Tracing;

/// <summary>Memory that remote calls have mapped in a living process, for arguments, answers and, where the process may have such memory, code.</summary>
/// <param name="address">Where it begins.</param>
/// <param name="runsCode">Whether <see cref="LiveStub"/> lies at its start.</param>
internal sealed class RemoteScratch(RemotePtr address, bool runsCode)
{
    /// <summary>Its size.</summary>
    public const ulong Bytes = 64 * 1024;

    private const ulong CodeBytes = 128;
    private ulong _used = runsCode ? CodeBytes : 0;

    /// <summary>Where it begins.</summary>
    public RemotePtr Address => address;

    /// <summary>Whether <see cref="LiveStub"/> lies at its start.</summary>
    public bool RunsCode => runsCode;

    /// <summary>Room for so many bytes, on a border of 16.</summary>
    public RemotePtr Allocate(int bytes)
    {
        Assert.Always(_used + (ulong)bytes <= Bytes);
        var place = address + _used;
        _used += ((ulong)bytes + 15) & ~15UL;
        return place;
    }

    /// <summary>Forgets what was allocated.</summary>
    public void Reuse() => _used = runsCode ? CodeBytes : 0;
}
