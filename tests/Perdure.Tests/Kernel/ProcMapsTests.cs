using System.Text;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Procfs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Kernel;

public sealed class ProcMapsTests
{
    [Fact]
    public void A_line_is_taken_apart()
    {
        var map = One("558e8ce35000-558e8ce37000 r-xp 00002000 fe:01 247270                     /usr/bin/cat");

        Assert.Equal(new MapEntry(new RemotePtr(0x558e8ce35000), new RemotePtr(0x558e8ce37000), MemoryProtection.PROT_READ | MemoryProtection.PROT_EXEC, false, 0x2000, 0xfe, 1, 247270, "/usr/bin/cat", false, MapKind.File), map);
        Assert.Equal(0x2000u, map.Length);
    }

    [Theory]
    [InlineData("00:00 0", "", MapKind.Anonymous)]
    [InlineData("00:00 0", "[heap]", MapKind.Heap)]
    [InlineData("00:00 0", "[stack]", MapKind.Stack)]
    [InlineData("00:00 0", "[vdso]", MapKind.Vdso)]
    [InlineData("00:00 0", "[vvar]", MapKind.Vvar)]
    [InlineData("00:00 0", "[vvar_vclock]", MapKind.Vvar)]
    [InlineData("00:00 0", "[vsyscall]", MapKind.Vsyscall)]
    [InlineData("00:00 0", "[uprobes]", MapKind.OtherSpecial)]
    [InlineData("00:00 0", "[anon:jit code]", MapKind.NamedAnonymous)]
    [InlineData("00:01 5", "[anon_shmem:ring]", MapKind.NamedSharedAnonymous)]
    [InlineData("00:01 5", "/dev/zero (deleted)", MapKind.SharedAnonymous)]
    [InlineData("00:01 0", "/SYSV0052e2c1 (deleted)", MapKind.File)]
    [InlineData("00:01 32769", "/SYSV0052e2c1 (deleted)", MapKind.SysVShm)]
    [InlineData("00:01 7", "/memfd:wayland-shm (deleted)", MapKind.Memfd)]
    [InlineData("00:0f 9", "/anon_hugepage (deleted)", MapKind.AnonymousHugeTlb)]
    [InlineData("00:12 9", "/[aio] (deleted)", MapKind.AioRing)]
    [InlineData("00:12 9", "/secretmem (deleted)", MapKind.SecretMemory)]
    [InlineData("00:0e 1043", "anon_inode:[io_uring]", MapKind.AnonInode)]
    [InlineData("fe:00 42", "/tmp/old (deleted)", MapKind.File)]
    public void The_name_tells_the_kind(string file, string name, MapKind kind) =>
        Assert.Equal(kind, One($"7f0000000000-7f0000001000 rw-s 00000000 {file} {name}").Kind);

    [Fact]
    public void Deleted_is_not_part_of_the_path()
    {
        var map = One("7f0000000000-7f0000001000 r--p 00000000 fe:00 42                         /tmp/a b (deleted)");

        Assert.Equal(("/tmp/a b", true), (map.Path, map.Deleted));
    }

    [Fact]
    public void A_line_feed_is_decoded_and_a_backslash_is_none() =>
        Assert.Equal("/tmp/a\nb\\040c", One("7f0000000000-7f0000001000 r--p 00000000 fe:00 42 /tmp/a\\012b\\040c").Path);

    [Fact]
    public void Given_names_are_found()
    {
        Assert.Equal("jit", One("7f0000000000-7f0000001000 r--p 00000000 00:00 0 [anon:jit]").GivenName);
        Assert.Equal("buf", One("7f0000000000-7f0000001000 r--p 00000000 00:01 9 /memfd:buf (deleted)").GivenName);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1000-2000")]
    [InlineData("2000-1000 r--p 00000000 00:00 0")]
    [InlineData("1000-2000 r-- 00000000 00:00 0")]
    [InlineData("1000-2000 r--p 00000000 00 0")]
    [InlineData("100000000000000000000-2000 r--p 00000000 00:00 0")]
    public void Nonsense_is_refused(string line) => Assert.Throws<PerdureException>(() => One(line));

    [Fact]
    public void Neighbours_of_one_file_share_one_string()
    {
        var maps = ProcMaps.Parse("1000-2000 r--p 00000000 fe:00 42 /lib/x\n2000-3000 r-xp 00001000 fe:00 42 /lib/x\n"u8);

        Assert.Same(maps[0].Path, maps[1].Path);
    }

    [Fact]
    public void Our_own_maps_are_in_order_and_hold_the_stack_and_the_vdso()
    {
        var maps = ProcMaps.Read(Pid.Self).Value;

        Assert.True(maps.Zip(maps.Skip(1)).All(pair => pair.First.End <= pair.Second.Start));
        Assert.Single(maps, map => map.Kind == MapKind.Vdso);
        Assert.Single(maps, map => map.Kind == MapKind.Stack);
    }

    [Fact]
    public void A_process_that_has_gone_is_ESRCH() => Assert.Equal(Errno.ESRCH, ProcMaps.Read(new Pid(1 << 23)).Error);

    [Fact]
    public void Smaps_knows_the_same_mappings_with_their_marks()
    {
        var text = """
            558e8ce37000-558e8ce3c000 r-xp 00002000 fe:00 247270                     /usr/bin/cat
            Size:                 20 kB
            KernelPageSize:        4 kB
            Rss:                  16 kB
            AnonHugePages:         0 kB
            Locked:                8 kB
            THPeligible:           1
            ProtectionKey:         3
            VmFlags: rd ex mr mw me lo lf dd wf zz 
            558e8ce3c000-558e8ce3f000 r--p 00007000 00:00 0 
            VmFlags: rd sl gd
            """u8;

        var maps = ProcSmaps.Parse(text);

        Assert.Equal(2, maps.Count);
        Assert.Equal((16, 8, 3, true), (maps[0].RssKilobytes, maps[0].LockedKilobytes, maps[0].ProtectionKey, maps[0].ThpEligible));
        Assert.Equal(VmFlags.Readable | VmFlags.Executable | VmFlags.MayRead | VmFlags.MayWrite | VmFlags.MayExecute | VmFlags.Locked | VmFlags.LockOnFault | VmFlags.DontDump | VmFlags.WipeOnFork | VmFlags.Unknown, maps[0].Flags);
        Assert.Equal(VmFlags.Readable | VmFlags.Sealed | VmFlags.GrowsDown, maps[1].Flags);
    }

    [Fact]
    public void This_kernel_has_no_mark_that_we_do_not_know() =>
        Assert.DoesNotContain(ProcSmaps.Read(Pid.Self).Value, map => map.Flags.HasFlag(VmFlags.Unknown));

    private static MapEntry One(string line) => Assert.Single(ProcMaps.Parse(Encoding.UTF8.GetBytes(line + "\n")));
}
