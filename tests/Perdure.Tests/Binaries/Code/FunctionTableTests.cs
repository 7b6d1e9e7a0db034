using Perdure.Binaries;
using Perdure.Binaries.Abi;
using Perdure.Binaries.Code;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Binaries.Code;

/// <summary>The functions of the C library of this machine, and of files that lie.</summary>
public sealed class FunctionTableTests
{
    [Fact]
    public void The_functions_of_the_C_library_have_the_bounds_of_its_symbols()
    {
        var file = File.ReadAllBytes(LibraryPath());
        var (functions, reader) = Read(file);
        Assert.InRange(functions.Count, 1000, 20_000);
        foreach (var name in (string[])["read", "write", "epoll_wait", "recvmsg", "accept4", "syscall", "qsort", "printf"])
        {
            var symbol = reader.FindSymbol(name)!.Value.VirtualAddress;
            Assert.Equal(symbol, FunctionTable.Find(functions, symbol)!.Value.Start);
        }

        Assert.Null(FunctionTable.Find(functions, 0));
    }

    [Fact]
    public void A_table_that_lies_is_no_table()
    {
        var file = File.ReadAllBytes(LibraryPath());
        var reader = new ElfReader(file);
        var segment = reader.Segments.Single(segment => segment.Type == ElfSegmentType.PT_GNU_EH_FRAME);
        var bytes = file[(int)segment.Offset..(int)Math.Min((ulong)file.Length, segment.Offset + (1 << 20))];
        var random = new Random(815);
        for (var time = 0; time < 500; time++)
        {
            var damaged = bytes.AsSpan(0, random.Next(0, 200_000)).ToArray();
            for (var change = 0; change < 200 && damaged.Length > 0; change++)
                damaged[random.Next(time % 2 == 0 ? damaged.Length : Math.Min(damaged.Length, 64))] = (byte)random.Next(256);
            foreach (var function in FunctionTable.Read(damaged, 0x1000))
                Assert.InRange(function.End - function.Start, 1UL, (ulong)CodeLimits.FunctionBytes);
        }
    }

    [Fact]
    public void Almost_every_call_of_the_C_library_that_has_a_number_has_a_window()
    {
        var file = File.ReadAllBytes(LibraryPath());
        var (functions, reader) = Read(file);
        var code = reader.Segments.Single(segment => segment.Type == ElfSegmentType.PT_LOAD && segment.Flags.HasFlag(ElfSegmentFlags.PF_X));
        var sites = SyscallSites.Find(file.AsMemory((int)code.Offset, (int)code.FileSize), code.VirtualAddress, functions);
        Assert.InRange(sites.Count, 100, 2000);
        Assert.InRange(sites.Count(site => site.Number is not null && site.Window is not null), sites.Count * 8 / 10, sites.Count);

        // Where it is not known and can be learned: syscall(3), and its cancellable sister in newer versions.
        Assert.InRange(sites.Count(site => site.Source is not null), 1, 20);
    }

    private static (IReadOnlyList<CodeRange> Functions, ElfReader Reader) Read(byte[] file)
    {
        var reader = new ElfReader(file);
        var header = reader.Segments.Single(segment => segment.Type == ElfSegmentType.PT_GNU_EH_FRAME);
        return (FunctionTable.Read(file.AsSpan((int)header.Offset), header.VirtualAddress), reader);
    }

    private static string LibraryPath() => File.ReadLines("/proc/self/maps").First(line => line.EndsWith("/libc.so.6", StringComparison.Ordinal)).Split(' ')[^1];
}
