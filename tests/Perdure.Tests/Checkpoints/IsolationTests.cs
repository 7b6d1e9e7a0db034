using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Isolation;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Procfs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Checkpoints;

/// <summary>What a trial is given of the machine: which mounts count, what becomes of each, which addresses it gets.</summary>
public sealed class IsolationTests
{
    private const string Table = """
        22 27 0:21 / /proc rw,relatime - proc proc rw
        23 27 0:22 / /sys rw,relatime - sysfs sysfs rw
        24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw
        25 24 0:23 / /dev/shm rw,relatime - tmpfs tmpfs rw
        26 24 0:24 / /dev/pts rw,relatime - devpts devpts rw
        27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
        28 27 0:25 / /mnt/a/b ro,nosuid,nodev - tmpfs none ro
        29 26 0:26 / /dev/pts rw,relatime - devpts devpts rw
        31 23 0:28 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw
        40 27 254:1 / /data rw,noexec - xfs /dev/vdb rw
        41 27 254:2 / /mnt rw - ext4 /dev/vdc rw
        42 22 0:50 / /proc/sys/fs/binfmt_misc rw - binfmt_misc none rw
        43 27 254:0 /x /etc/hosts rw - ext4 /dev/vda rw
        44 27 0:21 / /jail/proc rw - proc proc rw
        45 27 0:21 /sys /jail/settings rw - proc proc rw
        46 27 0:6 / /jail/dev rw - devtmpfs devtmpfs rw
        """;

    private static IReadOnlyList<MountEntry> Visible => VisibleMounts.Of(ProcMountInfo.Parse(System.Text.Encoding.UTF8.GetBytes(Table + "\n")));

    [Fact]
    public void Mounts_beneath_others_are_left_out()
    {
        var ids = Visible.Select(mount => mount.MountId).ToList();
        Assert.DoesNotContain(26, ids);
        Assert.Contains(29, ids);
        // Mounted over later by /mnt.
        Assert.DoesNotContain(28, ids);
        Assert.Equal(27, ids[0]);
        Assert.True(ids.IndexOf(24) < ids.IndexOf(25));
    }

    [Theory]
    [InlineData("/", FileTypes.S_IFDIR, "Overlay")]
    [InlineData("/data", FileTypes.S_IFDIR, "Overlay")]
    [InlineData("/dev/shm", FileTypes.S_IFDIR, "Overlay")]
    [InlineData("/etc/hosts", FileTypes.S_IFREG, "Bound")]
    [InlineData("/sys/fs/cgroup", FileTypes.S_IFDIR, "Bound")]
    [InlineData("/jail/proc", FileTypes.S_IFDIR, "Fresh")]
    [InlineData("/jail/settings", FileTypes.S_IFDIR, "Drop")]
    [InlineData("/jail/dev", FileTypes.S_IFDIR, "ReadOnly")]
    [InlineData("/proc", FileTypes.S_IFDIR, "Fresh")]
    [InlineData("/sys", FileTypes.S_IFDIR, "Fresh")]
    [InlineData("/dev/pts", FileTypes.S_IFDIR, "Fresh")]
    [InlineData("/dev", FileTypes.S_IFDIR, "Devices")]
    [InlineData("/proc/sys/fs/binfmt_misc", FileTypes.S_IFDIR, "Drop")]
    [InlineData("/etc/hosts", FileTypes.S_IFSOCK, "Drop")]
    [InlineData("/etc/hosts", FileTypes.S_IFIFO, "Drop")]
    public void Each_mount_is_treated_by_what_it_is(string point, uint kind, string treatment) =>
        Assert.Equal(treatment, MountTreatments.Of(Visible.Single(mount => mount.MountPoint == point), kind).ToString());

    [Fact]
    public void Nothing_read_only_becomes_writable()
    {
        var mount = Visible.Single(mount => mount.MountPoint == "/data");
        Assert.Equal(MountTreatment.ReadOnly, MountTreatments.Of(mount with { Options = "ro,noexec" }, FileTypes.S_IFDIR));
        Assert.Equal(MountTreatment.ReadOnly, MountTreatments.Of(mount with { SuperOptions = "ro" }, FileTypes.S_IFDIR));
    }

    [Fact]
    public void A_trial_gets_the_addresses_that_sockets_are_bound_to()
    {
        byte[] v6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
        byte[] mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 6];
        byte[] loopback6 = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        FileDescription[] sockets =
        [
            Socket(V4(10, 0, 0, 5)), Socket(V4(10, 0, 0, 5)), Socket(V4(127, 0, 0, 1)), Socket(V4(0, 0, 0, 0)), Socket(V4(224, 0, 0, 1)),
            Socket(V6(v6)), Socket(V6(mapped)), Socket(V6(loopback6)), Socket(V6(new byte[16])),
            Socket(V4(10, 9, 9, 9)) with { Bound = false },
        ];
        var found = RoomNetwork.AddressesOf(new FileTable { Descriptions = sockets, Tables = [] });
        Assert.Equal(["0A000005", Convert.ToHexString(v6), "0A000006"], found.Select(Convert.ToHexString));
    }

    [Theory]
    [InlineData("MemTotal:  10 kB\nMemAvailable:   2048 kB\nBuffers: 1 kB\n", 2048L * 1024)]
    [InlineData("MemTotal:  10 kB\n", null)]
    [InlineData("MemAvailable: much kB\n", null)]
    [InlineData("", null)]
    public void The_available_memory_is_read(string text, long? bytes) =>
        Assert.Equal(bytes, ProcMemoryInfo.ParseAvailable(System.Text.Encoding.ASCII.GetBytes(text)));

    private static InetSocketDescription Socket(byte[] address) => new()
    {
        Id = 1, Name = "socket:[1]", Family = address.Length == 16 ? 2 : 10, SocketKind = 1, Protocol = 6, State = InetSocketState.Listening, Address = address, Bound = true, Flags = 0,
    };

    private static byte[] V4(params byte[] host) => [2, 0, 0, 80, .. host, 0, 0, 0, 0, 0, 0, 0, 0];

    private static byte[] V6(byte[] host) => [10, 0, 0, 80, 0, 0, 0, 0, .. host, 0, 0, 0, 0];
}
