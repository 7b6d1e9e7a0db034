using System.Text;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Procfs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Kernel;

public sealed class ProcTests
{
    [Fact]
    public void Status_is_read_line_by_line()
    {
        var status = ProcStatus.Parse("""
            Name:	a\nb\\c
            Umask:	0027
            State:	T (stopped)
            Tgid:	10
            Pid:	11
            PPid:	9
            TracerPid:	77
            Uid:	1	2	3	4
            Gid:	5	6	7	4294967295
            FDSize:	256
            Groups:	4 24 27 
            NSpid:	11	1
            Kthread:	0
            VmLck:	      64 kB
            VmRSS:	    1688 kB
            THP_enabled:	0
            Threads:	3
            SigQ:	2/96365
            SigPnd:	0000000000000200
            SigBlk:	fffffffe7ffbfeff
            CapEff:	000001fffeffffff
            NoNewPrivs:	1
            Seccomp:	2
            Seccomp_filters:	4
            Speculation_Store_Bypass:	thread vulnerable
            Cpus_allowed_list:	0-1
            x86_Thread_features:	shstk wrss 
            """u8);

        Assert.Equal("a\nb\\c", status.Name);
        Assert.Equal((0x17, 'T', 10, 11, 9, 77), (status.Umask, status.State, status.Tgid.Value, status.Tid.Value, status.Parent.Value, status.Tracer.Value));
        Assert.Equal((new IdSet(1, 2, 3, 4), new IdSet(5, 6, 7, uint.MaxValue)), (status.Uid, status.Gid));
        Assert.Equal([4, 24, 27], status.Groups);
        Assert.Equal([11, 1], status.NamespacePids);
        Assert.Equal((64, 1688, 3, 2), (status.VmLockedKilobytes, status.VmRssKilobytes, status.Threads, status.SignalsQueued));
        Assert.Equal((0x200u, 0xfffffffe7ffbfeff, 0x1fffeffffffu), (status.SignalsPending, status.SignalsBlocked, status.CapEffective));
        Assert.Equal((true, false, 2, 4), (status.NoNewPrivs, status.ThpEnabled, status.Seccomp, status.SeccompFilters));
        Assert.Equal(("thread vulnerable", "0-1", "shstk wrss"), (status.SpeculationStoreBypass, status.CpusAllowedList, status.X86ThreadFeatures));
        Assert.True(status is { IsStopped: true, IsZombie: false });
    }

    [Fact]
    public void Stat_finds_the_end_of_a_name_with_parentheses()
    {
        var stat = ProcStat.Parse("9180 (a) S (b) R -1 9153 9153 34816 9180 4194304 102 0 0 0 1 2 0 0 20 -5 1 0 95291 3133440 390 18446744073709551615 1 2 3 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 4 5 6 7 8 9 10 139"u8);

        Assert.Equal((9180, "a) S (b", 'R', -1, 34816, -5), (stat.Id, stat.Comm, stat.State, stat.Parent.Value, stat.TtyNumber, stat.Nice));
        Assert.Equal((95291u, 17, 1, 139), (stat.StartTicks, stat.ExitSignal, stat.Processor, stat.ExitCode));
        Assert.Equal((4u, 6u, 7u, 10u), (stat.StartData.Value, stat.StartBrk.Value, stat.ArgStart.Value, stat.EnvEnd.Value));
    }

    [Fact]
    public void Our_own_files_agree_with_each_other()
    {
        var status = ProcStatus.Read(Pid.Self).Value;
        var stat = ProcStat.Read(Pid.Self).Value;

        Assert.Equal(status.Parent, stat.Parent);
        Assert.Equal(status.NamespacePgids[0], stat.ProcessGroup);
        Assert.Equal(Environment.GetCommandLineArgs().Length > 0, ProcWords.CommandLine(Pid.Self).Value.Count > 0);
        Assert.Contains(Pid.Self, ProcTasks.Processes().Value);
        Assert.Contains(Pid.Self.Leader, ProcTasks.Threads(Pid.Self).Value);
        Assert.Contains(Pid.Self, ProcTasks.Children(stat.Parent).Value);
        Assert.Equal(Environment.CurrentDirectory, ProcLinks.WorkingDirectory(Pid.Self).Value.Path);
        Assert.NotEqual(0u, NamespaceSet.Read(Pid.Self).Value.Mount);
        Assert.Contains(ProcAuxv.Read(Pid.Self).Value, entry => entry is { Type: AuxiliaryType.AT_PAGESZ, Value: 4096 });
        Assert.Contains(ProcMountInfo.Read(Pid.Self).Value, mount => mount.MountPoint == "/");
        Assert.True(BlockedCall.Read(Pid.Self.Leader).Ok);
        Assert.True(ProcSettings.TimerSlackNanoseconds(Pid.Self.Leader).Value > 0);
        Assert.InRange(ProcSettings.OomScoreAdjust(Pid.Self).Value, -1000, 1000);
        Assert.Empty(ProcTimers.Read(Pid.Self).Value);
        Assert.NotEmpty(ProcCgroups.Read(Pid.Self).Value);
    }

    /// <summary>The file of a process in no autogroup is empty: of kernel threads, and of all that run in the session of init.</summary>
    [Fact]
    public void The_autogroup_of_any_process_is_read_or_said_to_be_none()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            var nice = ProcSettings.AutogroupNice(new Pid(int.Parse(Path.GetFileName(directory), System.Globalization.CultureInfo.InvariantCulture)));
            Assert.True(nice.Ok ? nice.Value is >= -20 and <= 19 : nice.Error is Errno.ENOENT or Errno.ESRCH, $"{directory}: {nice.Error}");
        }
    }

    [Fact]
    public void Everything_of_a_process_that_has_gone_is_ESRCH()
    {
        var gone = new Pid(1 << 23);

        Assert.Equal(Errno.ESRCH, ProcStatus.Read(gone).Error);
        Assert.Equal(Errno.ESRCH, ProcStat.Read(gone).Error);
        Assert.Equal(Errno.ESRCH, ProcTasks.Threads(gone).Error);
        Assert.Equal(Errno.ESRCH, ProcTasks.Children(gone).Error);
        Assert.Equal(Errno.ESRCH, ProcLinks.Exe(gone).Error);
        Assert.Equal(Errno.ESRCH, NamespaceSet.Read(gone).Error);
        Assert.Equal(Errno.ESRCH, ProcAuxv.ReadBytes(gone).Error);
        Assert.Equal(Errno.ESRCH, ProcSettings.Personality(gone.Leader).Error);
    }

    [Fact]
    public void Mountinfo_escapes_are_undone()
    {
        var mount = Assert.Single(ProcMountInfo.Parse("36 35 98:0 /mnt1 /mnt\\040a\\134b rw,noatime shared:1 master:2 - ext3 /dev/root rw,errors=continue\n"u8));

        Assert.Equal((36, 35, 98u, "/mnt a\\b", "shared:1 master:2", "ext3", "rw,errors=continue"), (mount.MountId, mount.ParentId, mount.DevMajor, mount.MountPoint, mount.OptionalFields, mount.FileSystem, mount.SuperOptions));
    }

    [Fact]
    public void A_mount_may_have_no_optional_fields() =>
        Assert.Equal("", Assert.Single(ProcMountInfo.Parse("36 35 98:0 / / rw - ext3 a b\n"u8)).OptionalFields);

    [Fact]
    public void Timers_are_read()
    {
        var timers = ProcTimers.Parse("ID: 1\nsignal: 60/00007fff86e452a8\nnotify: signal/pid.2634\nClockID: 0\nID: 0\nsignal: 14/(null)\nnotify: none/tid.2636\nClockID: -6\n"u8);

        Assert.Equal([new PosixTimerEntry(1, 60, 0x7fff86e452a8, 0, false, 2634, 0), new PosixTimerEntry(0, 14, 0, 1, true, 2636, -6)], timers);
    }

    [Fact]
    public void A_blocked_call_is_read()
    {
        Assert.True(BlockedCall.Parse("running\n"u8).Running);
        Assert.Equal(-1, BlockedCall.Parse("-1 0x7ffc 0x7fe2\n"u8).Number);
        var call = BlockedCall.Parse("7 0x1 0x2 0x3 0x4 0x5 0x6 0x7ffca13648f8 0x7fe28d3952ad\n"u8);
        Assert.Equal((7, 6, 0x7fe28d3952adu), (call.Number, call.Arguments.Count, call.InstructionPointer.Value));
    }

    [Fact]
    public void Small_files_are_read()
    {
        Assert.Equal(952963732526u, ProcSched.ParseExecStart("cat (9233, #threads: 1)\n---\nse.exec_start                                :        952963.732526\n"u8));
        Assert.Equal(4026531840u, NamespaceSet.ParseInode("mnt:[4026531840]"u8));
        Assert.Equal([new CgroupEntry(0, "", "/a:b"), new CgroupEntry(4, "cpu,cpuacct", "/")], ProcCgroups.Parse("0::/a:b\n4:cpu,cpuacct:/\n"u8));
        Assert.Equal(["default", "bind:0", "weighted interleave:0-1"], ProcNumaMaps.Parse("1000 default anon=1\n2000 bind:0\n3000 weighted interleave:0-1 file=/x\n"u8).Select(entry => entry.Policy));
        Assert.Equal(["a", "", "b c"], ProcWords.Parse("a\0\0b c\0"u8));
        Assert.Equal(new LinkTarget("/tmp/x", true), LinkTarget.Parse("/tmp/x (deleted)"));
    }

    [Fact]
    public void Too_many_groups_are_refused() =>
        Assert.Throws<PerdureException>(() => ProcStatus.Parse(Encoding.ASCII.GetBytes("Groups:\t" + string.Join(' ', Enumerable.Range(0, ProcLimits.Groups + 1)))));

    [Fact]
    public void Too_many_levels_of_namespaces_are_refused() =>
        Assert.Throws<PerdureException>(() => ProcStatus.Parse(Encoding.ASCII.GetBytes("NSpid:\t" + string.Join(' ', Enumerable.Range(0, ProcLimits.NamespaceLevels + 1)))));

    [Fact]
    public void A_file_over_its_limit_is_EFBIG() => Assert.Equal(Errno.EFBIG, ProcFile.Read("/proc/self/maps", 100).Error);
}
