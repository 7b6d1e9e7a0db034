using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Features;
using Perdure.Kernel.Procfs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Kernel;

public sealed class CallsTests
{
    [Fact]
    public void A_pidfd_gives_our_own_duplicate_of_a_file()
    {
        using var process = PidFd.Open(Pid.Self).Value;
        using var copy = PidFd.GetFd(process, new RemoteFd(0)).Value;

        Assert.Equal(KcmpOrder.Equal, Kcmp.Files(Pid.Self, new RemoteFd(0), Pid.Self, new RemoteFd((int)copy.DangerousGetHandle())).Value);
        Assert.True(PidFd.SendSignal(process, 0).Ok);
        Assert.Equal(Errno.EBADF, PidFd.GetFd(process, new RemoteFd(1 << 20)).Error);
        Assert.Equal(Errno.ESRCH, PidFd.Open(new Pid((1 << 22) - 1)).Error);
    }

    [Fact]
    public void Threads_share_their_address_space_and_files()
    {
        var threads = ProcTasks.Threads(Pid.Self).Value;

        foreach (var type in new[] { KcmpType.KCMP_VM, KcmpType.KCMP_FILES, KcmpType.KCMP_FS, KcmpType.KCMP_SIGHAND })
            Assert.Equal(KcmpOrder.Equal, Kcmp.Tasks(type, threads[0], threads[^1]).Value);
    }

    [Fact]
    public void The_page_map_tells_what_is_present()
    {
        using var pagemap = PagemapScan.Open(Pid.Self).Value;
        var heap = ProcMaps.Read(Pid.Self).Value.First(map => map.Kind == MapKind.Stack);
        var regions = new PageRegion[8];

        var answer = PagemapScan.Scan(pagemap, new PagemapScanQuery { Start = heap.Start, End = heap.End, Mask = PageCategory.PAGE_IS_PRESENT, Return = PageCategory.PAGE_IS_PRESENT }, regions).Value;

        Assert.InRange(answer.Regions, 1, 8);
        Assert.True(regions[0].Length >= 4096 && regions[0].Start >= heap.Start && regions[0].Categories == PageCategory.PAGE_IS_PRESENT);
    }

    [Fact]
    public void Scheduling_is_read_and_set_to_what_it_was()
    {
        var attributes = Scheduling.GetAttributes(default).Value;
        var nice = Scheduling.GetNice(default).Value;
        var priority = Scheduling.GetIoPriority(default).Value;

        Assert.Equal(nice, attributes.Nice);
        Assert.True(Scheduling.SetAttributes(default, attributes).Ok);
        Assert.True(Scheduling.SetNice(default, nice).Ok);
        Assert.True(Scheduling.SetIoPriority(default, priority).Ok);
    }

    [Fact]
    public void A_thread_is_pinned_and_let_go()
    {
        var thread = new Thread(() =>
        {
            var before = Affinity.Get(default).Value;
            var cpu = Affinity.CurrentCpu().Value;
            Assert.True(Affinity.PinOwnThread(cpu).Ok);
            Assert.Equal(1, Affinity.Get(default).Value.Sum(part => int.PopCount(part)));
            Assert.Equal(cpu, Affinity.CurrentCpu().Value);
            Assert.True(Affinity.Set(default, before).Ok);
            Assert.Equal(before, Affinity.Get(default).Value);
        });
        thread.Start();
        thread.Join();
    }

    [Fact]
    public void Limits_capabilities_and_lists_are_read()
    {
        var files = ResourceLimits.Get(Pid.Self, ResourceLimitKind.RLIMIT_NOFILE).Value;
        Assert.True(files.Soft <= files.Hard && ResourceLimits.Set(Pid.Self, ResourceLimitKind.RLIMIT_NOFILE, files).Ok);
        Assert.Equal(ProcStatus.Read(Pid.Self).Value.CapEffective, Credentials.GetCapabilities(default).Value.Effective);
        Assert.Equal(24u, RobustLists.Get(Pid.Self.Leader).Value.Length);
        Assert.Equal(Prctl.GetPersonality().Value, (PersonalityFlags)ProcSettings.Personality(Pid.Self.Leader).Value);
        Assert.True(Prctl.Request(PrctlOption.PR_GET_DUMPABLE).Ok);
    }

    [Fact]
    public void A_system_v_segment_is_made_found_and_removed()
    {
        const int ipcPrivate = 0;
        var id = SysV.GetOrCreateSegment(ipcPrivate, 8192, SysVFlags.IPC_CREAT, 0x180).Value;
        var segment = SysV.GetSegment(id).Value;

        Assert.Equal((8192u, 0x180u, 0u), (segment.SizeBytes, segment.Permissions.Mode & 0x1ff, segment.AttachCount));
        Assert.True(SysV.RemoveSegment(id).Ok);
        Assert.False(SysV.GetSegment(id).Ok);
    }

    [Fact]
    public void Every_probe_answers_and_what_is_missing_says_how_to_get_it()
    {
        var features = KernelFeatures.Probe();

        Assert.True(features.Count > 30);
        Assert.Equal(features.Count, features.DistinctBy(feature => feature.Name).Count());
        Assert.All(features, feature => Assert.True(feature.State == FeatureState.Present || feature.Hint.Length > 0, feature.Name));
        foreach (var feature in features.Where(feature => feature.State != FeatureState.Present))
            TestContext.Current.SendDiagnosticMessage($"{feature}");
    }
}
