namespace Perdure.Scenarios.Report;

/// <summary>One measured number of one round.</summary>
internal sealed record Figure(string Name, string Unit, double Value)
{
    private const double BytesPerMegabyte = 1024 * 1024;

    public static Figure Milliseconds(string name, double value) => new(name, "ms", value);

    public static Figure Megabytes(string name, long bytes) => new(name, "MiB", bytes / BytesPerMegabyte);
}
