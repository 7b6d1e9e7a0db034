using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Kernel;

/// <summary>userfaultfd and PAGEMAP_SCAN on memory of our own.</summary>
public sealed class UserfaultfdTests
{
    private const int Page = 4096;
    private const int Pages = 512;

    [Fact]
    public void Write_protection_finds_exactly_the_pages_that_were_written()
    {
        using var memory = Map();
        using var fd = Create(UffdConstants.UFFD_USER_MODE_ONLY, UffdFeatures.UFFD_FEATURE_WP_ASYNC | UffdFeatures.UFFD_FEATURE_WP_UNPOPULATED);
        using var pagemap = PagemapScan.Open(Pid.Self).Value;
        Userfaultfd.Register(fd, memory.Start, (ulong)memory.Length, UffdRegisterMode.UFFDIO_REGISTER_MODE_WP).OrThrow("register");
        var query = new PagemapScanQuery
        {
            Start = memory.Start,
            End = memory.Start + (ulong)memory.Length,
            Flags = PagemapScanFlags.PM_SCAN_WP_MATCHING | PagemapScanFlags.PM_SCAN_CHECK_WPASYNC,
            Mask = PageCategory.PAGE_IS_WRITTEN,
            Return = PageCategory.PAGE_IS_WRITTEN,
        };
        PagemapScan.Scan(pagemap, query, []).OrThrow("arm");

        Touch(memory, 3, 4, 100);
        var regions = new PageRegion[8];
        var written = PagemapScan.Scan(pagemap, query, regions).OrThrow("scan");

        Assert.Equal(2, written.Regions);
        Assert.Equal((memory.Start + (3 * Page), memory.Start + (5 * Page)), (regions[0].Start, regions[0].End));
        Assert.Equal((memory.Start + (100 * Page), (ulong)Page), (regions[1].Start, regions[1].Length));
        Assert.Equal(query.End, written.WalkEnd);
        Assert.Equal(0, PagemapScan.Scan(pagemap, query, regions).OrThrow("scan").Regions);
    }

    [Fact]
    public void A_full_answer_says_where_to_go_on()
    {
        using var memory = Map();
        using var pagemap = PagemapScan.Open(Pid.Self).Value;
        Touch(memory, 1, 3, 5);
        var query = new PagemapScanQuery { Start = memory.Start, End = memory.Start + (Pages * Page), Mask = PageCategory.PAGE_IS_PRESENT, Return = PageCategory.PAGE_IS_PRESENT };
        var regions = new PageRegion[2];

        var first = PagemapScan.Scan(pagemap, query, regions).OrThrow("scan");

        Assert.Equal(2, first.Regions);
        Assert.True(first.WalkEnd < query.End);
        var second = PagemapScan.Scan(pagemap, query with { Start = first.WalkEnd }, regions).OrThrow("scan");
        Assert.Equal((1, memory.Start + (5 * Page)), (second.Regions, regions[0].Start));
    }

    [Fact]
    public void Missing_pages_are_filled_before_and_at_the_fault()
    {
        using var memory = Map();
        using var fd = Create(0, 0);
        Userfaultfd.Register(fd, memory.Start, (ulong)memory.Length, UffdRegisterMode.UFFDIO_REGISTER_MODE_MISSING).OrThrow("register");
        var page = Enumerable.Repeat((byte)7, Page).ToArray();

        Assert.Equal(Page, Userfaultfd.Copy(fd, memory.Start, page, 0).Value);
        Assert.Equal(Errno.EEXIST, Userfaultfd.Copy(fd, memory.Start, page, 0).Error);
        Assert.Equal(Page, Userfaultfd.ZeroPage(fd, memory.Start + Page, Page, 0).Value);
        Assert.Equal([7, 0], [Read(memory, 0), Read(memory, 1)]);
        Assert.Equal(Errno.EAGAIN, Userfaultfd.Read(fd, new UffdMessage[4]).Error);

        // The fault happens in a system call, not in managed code: there it would keep the garbage collector waiting.
        byte seen = 0;
        var reader = new Thread(() => seen = Read(memory, 2));
        reader.Start();
        var message = WaitForMessage(fd);
        Assert.Equal((UffdEvent.UFFD_EVENT_PAGEFAULT, memory.Start + (2 * Page)), (message.Event, new RemotePtr(message.FaultAddress.Value & ~4095UL)));
        Assert.Equal(Page, Userfaultfd.Copy(fd, memory.Start + (2 * Page), page, 0).Value);
        reader.Join();
        Assert.Equal(7, seen);
        Assert.True(Userfaultfd.Unregister(fd, memory.Start, (ulong)memory.Length).Ok);
        Assert.Equal(0, Read(memory, 9));
    }

    /// <summary>Without huge pages, so that a touched page is one page.</summary>
    private static OwnMapping Map()
    {
        var memory = OwnMapping.Map(Pages * Page).OrThrow("map memory");
        memory.Advise(MemoryAdvice.MADV_NOHUGEPAGE).OrThrow("advise");
        return memory;
    }

    private static SafeFileHandle Create(ulong flags, UffdFeatures features)
    {
        var created = Userfaultfd.Create(flags | UffdConstants.O_CLOEXEC | UffdConstants.O_NONBLOCK);
        if (!created.Ok)
            Assert.Skip($"no userfaultfd here: {created.Error}");
        var offered = Userfaultfd.Api(created.Value, features);
        if (!offered.Ok)
            Assert.Skip($"userfaultfd lacks {features}: {offered.Error}");
        return created.Value;
    }

    private static UffdMessage WaitForMessage(SafeFileHandle fd)
    {
        var messages = new UffdMessage[1];
        for (var attempt = 0; attempt < 5000; attempt++)
        {
            if (Userfaultfd.Read(fd, messages).Ok)
                return messages[0];
            Thread.Sleep(1);
        }
        throw new TimeoutException("no fault was told");
    }

    private static void Touch(OwnMapping memory, params ReadOnlySpan<int> pages)
    {
        foreach (var page in pages)
            memory.Span[page * Page] = 1;
    }

    private static byte Read(OwnMapping memory, int page)
    {
        Span<byte> one = stackalloc byte[1];
        ProcessMemory.Read(Pid.Self, memory.Start + ((ulong)page * Page), one).OrThrow("read");
        return one[0];
    }
}
