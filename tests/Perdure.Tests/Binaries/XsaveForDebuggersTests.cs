using System.Buffers.Binary;
using Perdure.Binaries.Cores;
using Xunit;

namespace Perdure.Tests.Binaries;

/// <summary>Extended registers of a processor without a gap for MPX come out where every gdb looks for them.</summary>
public sealed class XsaveForDebuggersTests
{
    private const ulong Avx512AndPkru = 0x2e7;

    [Theory]
    [InlineData(832, 1088)]
    [InlineData(896, 1152)]
    [InlineData(1408, 1664)]
    [InlineData(2431, 2687)]
    [InlineData(2432, 2688)]
    [InlineData(600, 600)]
    [InlineData(100, 100)]
    public void Of_an_area_without_a_gap(int from, int to)
    {
        var area = Area(Avx512AndPkru, 2440);
        area[from] = 0xee;
        var arranged = XsaveForDebuggers.Arrange(area);
        Assert.Equal(2696, arranged.Length);
        Assert.Equal(0xee, arranged.Span[to]);
    }

    [Theory]
    [InlineData(0x2ff, 2696)]
    [InlineData(0xe7, 2688)]
    [InlineData(0x7, 832)]
    [InlineData(0x3, 576)]
    [InlineData(0x602e7, 11008)]
    public void An_area_of_the_common_layout_stays(ulong enabled, int length)
    {
        var area = Area(enabled, length);
        Assert.True(XsaveForDebuggers.Arrange(area).Span == area.AsSpan());
    }

    [Fact]
    public void Keys_right_behind_avx()
    {
        var area = Area(0x207, 840);
        area[832] = 0xee;
        Assert.Equal(0xee, XsaveForDebuggers.Arrange(area).Span[2688]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(576)]
    [InlineData(1000)]
    public void A_short_area_is_no_crash(int length) => XsaveForDebuggers.Arrange(length < 576 ? new byte[length] : Area(ulong.MaxValue, length));

    private static byte[] Area(ulong enabled, int length)
    {
        var area = new byte[length];
        BinaryPrimitives.WriteUInt64LittleEndian(area.AsSpan(464), enabled);
        return area;
    }
}
