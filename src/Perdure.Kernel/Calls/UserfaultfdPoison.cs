using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>UFFDIO_POISON (Linux 6.6): missing pages that can't be had. Whoever touches one gets SIGBUS.</summary>
public static unsafe partial class UserfaultfdPoison
{
    /// <summary>Poisons missing pages; errors as those of <see cref="Userfaultfd.Copy"/>.</summary>
    /// <returns>Bytes poisoned.</returns>
    public static KernelResult<long> Poison(SafeFileHandle fd, RemotePtr start, ulong length)
    {
        var poison = new UffdPoison { Range = new UffdRange { Start = start, Length = length } };
        var result = KernelResult.FromLibc(ioctl(fd, (nuint)UffdRequest.UFFDIO_POISON, &poison));
        return result.Ok || poison.Updated > 0 ? KernelResult.Success(poison.Updated) : KernelResult.Failure<long>(result.Error);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, void* argument);
}
