using System.Security.Cryptography;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Agent;

/// <summary>All executable memory of a process: where it is, its bytes, and how much of it is the process's own copy.</summary>
internal sealed record CodePicture(IReadOnlyDictionary<string, string> Code, ulong OwnKilobytes)
{
    public static CodePicture Of(Pid pid)
    {
        var code = new Dictionary<string, string>();
        foreach (var map in ProcMaps.Read(pid).Value.Where(map => (map.Protection & MemoryProtection.PROT_EXEC) != 0 && map.Kind != MapKind.Vsyscall))
        {
            var bytes = new byte[map.Length];
            var read = ProcessMemory.Read(pid, map.Start, bytes).Or(0);
            code.Add($"{map.Start}-{map.End} {map.Path}", Convert.ToHexString(SHA256.HashData(bytes.AsSpan(0, (int)read))));
        }

        return new CodePicture(code, OwnCode(pid));
    }

    public void ExpectSame(CodePicture other)
    {
        Assert.Equal(Code, other.Code);
        Assert.Equal(OwnKilobytes, other.OwnKilobytes);
    }

    private static ulong OwnCode(Pid pid)
    {
        var (sum, executable) = (0UL, false);
        foreach (var line in File.ReadLines($"/proc/{pid}/smaps"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0].Contains('-', StringComparison.Ordinal))
                executable = words[1].Contains('x', StringComparison.Ordinal);
            else if (executable && words[0] == "Anonymous:")
                sum += ulong.Parse(words[1]);
        }

        return sum;
    }
}
