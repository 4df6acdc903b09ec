using Breezeway.Base.Files;

namespace Breezeway.Interop.Tests.Ssh;

/// <summary>Holds a content lock as another program would.</summary>
static class Held
{
    internal static IDisposable Shared(Clone clone, string key) => Take(clone, key, exclusive: false);
    internal static IDisposable Exclusive(Clone clone, string key) => Take(clone, key, exclusive: true);

    static RecordLock Take(Clone clone, string key, bool exclusive)
    {
        string path = Find($"{clone.GitFolder}/annex/objects", key) ?? throw new InvalidOperationException($"{key} is not in {clone.Path}");
        Fs.SetPermissions(Fs.Parent(path), 0x1ED);
        return RecordLock.TryTake(path + ".lck", exclusive) ?? throw new InvalidOperationException($"{key} is locked");
    }

    static string? Find(string folder, string key) =>
        (Fs.TryList(folder, out _) ?? []).Select(e => e.Kind == FileKind.Directory ? Find($"{folder}/{e.Name}", key) : e.Name == key ? $"{folder}/{e.Name}" : null)
            .FirstOrDefault(found => found is not null);
}
