using System.Security.Cryptography;
using Perdure.Checkpoints.Files.Records;

namespace Perdure.Checkpoints.Image;

/// <summary>What takes some milliseconds at its first use only: the cryptographic library is loaded, the encoders of the inventory set themselves up.</summary>
internal static class Preparation
{
    /// <summary>Does it before it is needed, on a thread that would only wait. A failure comes when it is needed.</summary>
    public static void Run()
    {
        try
        {
            _ = SHA256.HashData([]);
            _ = FileTableJson.Decode(FileTableJson.Encode(new FileTable { Descriptions = [], Tables = [] }));
            _ = ProgramImageJson.Default.ProgramImage;
        }
        catch (Exception failure) when (failure is CryptographicException or DllNotFoundException)
        {
            // The same will be thrown again where there is somebody to tell.
        }
    }
}
