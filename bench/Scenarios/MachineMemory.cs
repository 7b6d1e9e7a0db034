namespace Perdure.Scenarios;

/// <summary>
/// A virtual machine gets its memory from the host page by page, at the first touch, and that costs more than the copying that is to be
/// measured. Writing a file as large as the images to come, and removing it, leaves free pages that the host has backed already.
/// </summary>
internal static class MachineMemory
{
    private const int Megabyte = 1 << 20;

    public static void Touch(string folder, int megabytes)
    {
        var file = Path.Combine(folder, "touch");
        var block = new byte[Megabyte];
        block.AsSpan().Fill(1);
        using (var stream = File.Create(file, Megabyte))
            for (var written = 0; written < megabytes; written++)
                stream.Write(block);
        File.Delete(file);
    }
}
