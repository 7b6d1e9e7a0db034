namespace Perdure.KernelTests;
internal static class Placeholder;
