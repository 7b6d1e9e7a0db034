using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Restoring;
using Perdure.Checkpoints.Taking;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Checkpoints;

/// <summary>What another machine lacks, and what this one has.</summary>
public sealed class MachineCheckTests
{
    private static readonly MachineImage s_here = new("6.1", "other", "another boot", CpuFeatures.StateBytes, "", 1, 1, CpuFeatures.Here);

    [Fact]
    public void The_same_machine_lacks_nothing() => Assert.Empty(MachineCheck.Lacks(s_here));

    [Fact]
    public void An_image_of_an_earlier_version_lacks_nothing() => Assert.Empty(MachineCheck.Lacks(s_here with { CpuFeatures = "" }));

    [Fact]
    public void Instructions_that_lack_are_named()
    {
        var lack = Assert.Single(MachineCheck.Lacks(s_here with { CpuFeatures = CpuFeatures.Here + " avx9000 amx_future" }));
        Assert.Contains("avx9000, amx_future", lack, StringComparison.Ordinal);
        Assert.Contains("other", lack, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_registers_and_another_vdso_are_named()
    {
        var lacks = MachineCheck.Lacks(s_here with { XStateBytes = 11008, VdsoHash = "00" }).ToList();
        Assert.Equal(2, lacks.Count);
        Assert.Contains("11008", lacks[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_processor_is_asked_as_the_kernel_asks_it()
    {
        var kernel = File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("flags", StringComparison.Ordinal)).Split(':')[1].Split(' ');
        Assert.Contains("sse4_2", CpuFeatures.Here.Split(' '));

        // What the kernel has switched off may be more here, and never less.
        Assert.Empty(CpuFeatures.Here.Split(' ').Except(kernel).Except(["hle", "rtm", "rdseed", "ospke", "waitpkg", "amx_tile", "amx_int8", "amx_bf16", "xsavec", "xsaveopt"]));
        Assert.Empty(kernel.Intersect(["avx", "avx2", "avx512f", "sha_ni", "vaes", "bmi2", "popcnt", "abm", "gfni"]).Except(CpuFeatures.Here.Split(' ')));
    }
}
