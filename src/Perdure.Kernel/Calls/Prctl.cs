using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>prctl(2) and personality(2) of our own thread.</summary>
public static partial class Prctl
{
    private const uint OnlyAsk = 0xffffffff;

    /// <summary>One request.</summary>
    public static KernelResult<int> Request(PrctlOption option, ulong second = 0, ulong third = 0, ulong fourth = 0, ulong fifth = 0) =>
        KernelResult.FromLibc(prctl((int)option, second, third, fourth, fifth));

    /// <summary>Our own execution domain.</summary>
    public static KernelResult<PersonalityFlags> GetPersonality() => SetPersonality((PersonalityFlags)OnlyAsk);

    /// <summary>Changes our own execution domain.</summary>
    /// <returns>The former one.</returns>
    public static KernelResult<PersonalityFlags> SetPersonality(PersonalityFlags flags)
    {
        var result = personality((uint)flags);
        return result < 0 ? KernelResult.Failure<PersonalityFlags>(KernelResult.LastErrno()) : KernelResult.Success((PersonalityFlags)result);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, ulong second, ulong third, ulong fourth, ulong fifth);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int personality(nuint flags);
}
