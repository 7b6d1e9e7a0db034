namespace Perdure.Checkpoints.Files;

/// <summary>One entry of a table of descriptors.</summary>
/// <param name="Fd">The number.</param>
/// <param name="Description">The description that it points to.</param>
/// <param name="CloseOnExec">Whether exec closes it.</param>
public readonly record struct Descriptor(int Fd, int Description, bool CloseOnExec);
