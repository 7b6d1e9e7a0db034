using System.Runtime.Intrinsics.X86;

namespace Perdure.Checkpoints.Taking;

/// <summary>
/// The instructions that this processor has beyond the common base, by the names of /proc/cpuinfo. Programs ask for them once, at their start, and go on using them after a restore. Asked of the processor itself:
/// /proc/cpuinfo measures frequencies, which takes milliseconds.
/// </summary>
internal static class CpuFeatures
{
    private const int Eax = 0;
    private const int Ebx = 1;
    private const int Ecx = 2;
    private const int Edx = 3;
    private const int ExtendedState = 0xd;

    private static readonly (int Leaf, int Subleaf, int Register, int Bit, string Name)[] s_known =
    [
        (1, 0, Ecx, 0, "pni"), (1, 0, Ecx, 1, "pclmulqdq"), (1, 0, Ecx, 9, "ssse3"), (1, 0, Ecx, 12, "fma"), (1, 0, Ecx, 13, "cx16"), (1, 0, Ecx, 19, "sse4_1"), (1, 0, Ecx, 20, "sse4_2"),
        (1, 0, Ecx, 22, "movbe"), (1, 0, Ecx, 23, "popcnt"), (1, 0, Ecx, 25, "aes"), (1, 0, Ecx, 26, "xsave"), (1, 0, Ecx, 28, "avx"), (1, 0, Ecx, 29, "f16c"), (1, 0, Ecx, 30, "rdrand"),
        (7, 0, Ebx, 0, "fsgsbase"), (7, 0, Ebx, 3, "bmi1"), (7, 0, Ebx, 4, "hle"), (7, 0, Ebx, 5, "avx2"), (7, 0, Ebx, 8, "bmi2"), (7, 0, Ebx, 9, "erms"), (7, 0, Ebx, 11, "rtm"),
        (7, 0, Ebx, 16, "avx512f"), (7, 0, Ebx, 17, "avx512dq"), (7, 0, Ebx, 18, "rdseed"), (7, 0, Ebx, 19, "adx"), (7, 0, Ebx, 21, "avx512ifma"), (7, 0, Ebx, 23, "clflushopt"), (7, 0, Ebx, 24, "clwb"),
        (7, 0, Ebx, 28, "avx512cd"), (7, 0, Ebx, 29, "sha_ni"), (7, 0, Ebx, 30, "avx512bw"), (7, 0, Ebx, 31, "avx512vl"),
        (7, 0, Ecx, 1, "avx512vbmi"), (7, 0, Ecx, 4, "ospke"), (7, 0, Ecx, 5, "waitpkg"), (7, 0, Ecx, 6, "avx512_vbmi2"), (7, 0, Ecx, 8, "gfni"), (7, 0, Ecx, 9, "vaes"), (7, 0, Ecx, 10, "vpclmulqdq"),
        (7, 0, Ecx, 11, "avx512_vnni"), (7, 0, Ecx, 12, "avx512_bitalg"), (7, 0, Ecx, 14, "avx512_vpopcntdq"), (7, 0, Ecx, 22, "rdpid"), (7, 0, Ecx, 27, "movdiri"), (7, 0, Ecx, 28, "movdir64b"),
        (7, 0, Edx, 4, "fsrm"), (7, 0, Edx, 8, "avx512_vp2intersect"), (7, 0, Edx, 14, "serialize"), (7, 0, Edx, 22, "amx_bf16"), (7, 0, Edx, 23, "avx512_fp16"), (7, 0, Edx, 24, "amx_tile"), (7, 0, Edx, 25, "amx_int8"),
        (7, 1, Eax, 4, "avx_vnni"), (7, 1, Eax, 5, "avx512_bf16"),
        (ExtendedState, 1, Eax, 0, "xsaveopt"), (ExtendedState, 1, Eax, 1, "xsavec"),
        (unchecked((int)0x8000_0001), 0, Ecx, 5, "abm"), (unchecked((int)0x8000_0001), 0, Ecx, 6, "sse4a"), (unchecked((int)0x8000_0001), 0, Ecx, 8, "3dnowprefetch"),
        (unchecked((int)0x8000_0001), 0, Edx, 27, "rdtscp"), (unchecked((int)0x8000_0008), 0, Ebx, 0, "clzero"),
    ];

    /// <summary>The names, by spaces.</summary>
    public static string Here { get; } = string.Join(' ', s_known.Where(one => Has(one.Leaf, one.Subleaf, one.Register, one.Bit)).Select(one => one.Name));

    /// <summary>Bytes of the XSAVE area with all that the kernel has switched on.</summary>
    public static int StateBytes => MostOf(0) < ExtendedState ? 0 : X86Base.CpuId(ExtendedState, 0).Ebx;

    private static uint MostOf(int family) => (uint)X86Base.CpuId(family, 0).Eax;

    private static bool Has(int leaf, int subleaf, int register, int bit)
    {
        if ((uint)leaf > MostOf(leaf & unchecked((int)0x8000_0000)))
            return false;
        var (eax, ebx, ecx, edx) = X86Base.CpuId(leaf, subleaf);
        return ((uint)(register switch { Eax => eax, Ebx => ebx, Ecx => ecx, _ => edx }) >> bit & 1) != 0;
    }
}
