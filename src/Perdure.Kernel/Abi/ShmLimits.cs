using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>Limits of System V shared memory: <c>struct shminfo64</c>, asm/shmbuf.h (72 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct shminfo64", "asm/shmbuf.h")]
public struct ShmLimits
{
    [CField("shmmax")]
    public ulong Max;
    [CField("shmmin")]
    public ulong Min;
    [CField("shmmni")]
    public ulong Mni;
    [CField("shmseg")]
    public ulong Seg;
    [CField("shmall")]
    public ulong All;
    private readonly ulong _pad0;
    private readonly ulong _pad1;
    private readonly ulong _pad2;
    private readonly ulong _pad3;
}
