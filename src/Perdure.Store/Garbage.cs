namespace Perdure.Store;

/// <summary>An image file to remove, or a pack to look through, once nobody reads or writes.</summary>
internal readonly record struct Garbage(string Kind, string Name)
{
    public const string ImageKind = "image";
    public const string PackKind = "pack";
}
