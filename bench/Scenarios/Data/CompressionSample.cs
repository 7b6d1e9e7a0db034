using Perdure.Scenarios.Tools;

namespace Perdure.Scenarios.Data;

/// <summary>
/// How well bytes compress with the system's own zstd and lz4, said beside every image size so that nobody is misled by kind data.
/// </summary>
internal sealed record CompressionSample(long Bytes, double ZstdRatio, double Lz4Ratio)
{
    /// <summary>Compresses the values of the first records, one after the other.</summary>
    public static CompressionSample OfRecords(RecordWriter records, int count, string folder)
    {
        var file = Path.Combine(folder, "sample.json");
        using (var stream = File.Create(file))
            for (var index = 0; index < count; index++)
                stream.Write(records.Write(index));
        var sample = OfFile(file);
        File.Delete(file);
        return sample;
    }

    /// <summary>Compresses a file at level 1, in one piece.</summary>
    public static CompressionSample OfFile(string file)
    {
        var bytes = new FileInfo(file).Length;
        return new CompressionSample(bytes, bytes / (double)CompressedSize("zstd -1", file), bytes / (double)CompressedSize("lz4 -1", file));
    }

    private static long CompressedSize(string command, string file) =>
        long.Parse(Shell.Run($"{command} -c -q '{file}' | wc -c"));
}
