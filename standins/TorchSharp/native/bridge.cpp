// The bridge between the TorchSharp stand-in and libtorch: calls any ATen operator by name with boxed arguments,
// plus what the operator registry does not hold (autograd, grad mode, data pointers, generators, threads).
// Tensors cross as raw TensorImpl pointers that own one reference. A function that fails returns non-zero (or null);
// the message waits in diffusion_torch_error().
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <dlfcn.h>
#include <limits.h>
#include <malloc.h>
#include <atomic>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

thread_local std::string last_error;

template <typename F>
int guarded(F&& body) {
  try {
    body();
    return 0;
  } catch (const c10::Error& error) {
    last_error = error.what_without_backtrace();
  } catch (const std::exception& error) {
    last_error = error.what();
  }
  return 1;
}

at::Tensor borrow(void* impl) {
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(
      static_cast<c10::TensorImpl*>(impl)));
}

void* own(at::Tensor tensor) { return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr; }

// One argument or result. Kinds are those of Native/ArgumentKind.cs.
struct Argument {
  int32_t kind;
  int32_t count;
  union {
    int64_t integer;
    double real;
    void* pointer;
  };
};

enum Kind { None, Tensor, Integer, Real, Boolean, IntegerList, TensorList, OptionalTensorList, RealList, Generator, Text };

c10::IValue box(const Argument& a) {
  switch (a.kind) {
    case Tensor: return borrow(a.pointer);
    case Integer: return a.integer;
    case Real: return a.real;
    case Boolean: return a.integer != 0;
    case IntegerList: {
      auto* first = static_cast<int64_t*>(a.pointer);
      return std::vector<int64_t>(first, first + a.count);
    }
    case RealList: {
      auto* first = static_cast<double*>(a.pointer);
      return std::vector<double>(first, first + a.count);
    }
    case TensorList: {
      c10::List<at::Tensor> list;
      list.reserve(a.count);
      for (int i = 0; i < a.count; ++i) list.push_back(borrow(static_cast<void**>(a.pointer)[i]));
      return list;
    }
    case OptionalTensorList: {
      c10::List<c10::optional<at::Tensor>> list;
      for (int i = 0; i < a.count; ++i) {
        void* impl = static_cast<void**>(a.pointer)[i];
        list.push_back(impl ? c10::optional<at::Tensor>(borrow(impl)) : c10::optional<at::Tensor>());
      }
      return list;
    }
    case Generator: return *static_cast<at::Generator*>(a.pointer);
    case Text: return std::string(static_cast<const char*>(a.pointer));
    default: return {};
  }
}

// OpenBLAS keeps a pool of its own, which at::set_num_threads does not reach.
void set_blas_threads(int count) {
  if (auto set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(count);
}

std::atomic<int> wanted_threads{0};
thread_local int followed_threads = 0;

void follow_thread_count() {
  int wanted = wanted_threads.load(std::memory_order_relaxed);
  if (followed_threads == wanted) return;
  followed_threads = wanted;
  at::set_num_threads(wanted);
}

}  // namespace

EXPORT const char* diffusion_torch_error() { return last_error.c_str(); }

// The operator's handle, to be kept by the caller; null where the schema does not exist.
EXPORT void* diffusion_torch_operator(const char* name, const char* overload) {
  void* found = nullptr;
  guarded([&] { found = new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload)); });
  return found;
}

// Calls with boxed arguments; missing trailing arguments take the schema's defaults. Tensor lists come back flattened.
// The results stay valid until this thread's next call.
EXPORT int diffusion_torch_run(void* op, const Argument* arguments, int count, Argument** results, int* produced) {
  return guarded([&] {
    follow_thread_count();
    auto& handle = *static_cast<c10::OperatorHandle*>(op);
    thread_local torch::jit::Stack stack;
    stack.clear();
    const auto& schema = handle.schema().arguments();
    for (int i = 0; i < count; ++i) stack.push_back(box(arguments[i]));
    for (size_t i = count; i < schema.size(); ++i) {
      TORCH_CHECK(schema[i].default_value(), handle.schema().name(), " wants an argument '", schema[i].name(), "'");
      stack.push_back(*schema[i].default_value());
    }
    try {
      handle.callBoxed(&stack);
    } catch (...) {
      stack.clear();
      throw;
    }
    thread_local std::vector<Argument> returned;
    returned.clear();
    auto put = [&](int32_t kind) -> Argument& {
      returned.push_back({kind, 0, {0}});
      return returned.back();
    };
    for (auto& value : stack) {
      if (value.isTensor()) put(Tensor).pointer = own(std::move(value).toTensor());
      else if (value.isTensorList()) for (const at::Tensor& t : value.toTensorVector()) put(Tensor).pointer = own(t);
      else if (value.isInt()) put(Integer).integer = value.toInt();
      else if (value.isBool()) put(Boolean).integer = value.toBool();
      else if (value.isDouble()) put(Real).real = value.toDouble();
      else if (value.isNone()) put(None);
      else TORCH_CHECK(false, "a result of a kind that the bridge does not carry");
    }
    stack.clear();
    *results = returned.data();
    *produced = static_cast<int>(returned.size());
  });
}

EXPORT void diffusion_torch_release(void* impl) { at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<c10::TensorImpl*>(impl))); }
EXPORT void diffusion_torch_retain(void* impl) { c10::raw::intrusive_ptr::incref(static_cast<c10::TensorImpl*>(impl)); }
EXPORT int diffusion_torch_dimensions(void* impl) { return static_cast<c10::TensorImpl*>(impl)->dim(); }
EXPORT int64_t diffusion_torch_size(void* impl, int axis) { return static_cast<c10::TensorImpl*>(impl)->sizes()[axis]; }
EXPORT int64_t diffusion_torch_stride(void* impl, int axis) { return static_cast<c10::TensorImpl*>(impl)->strides()[axis]; }
EXPORT int64_t diffusion_torch_elements(void* impl) { return static_cast<c10::TensorImpl*>(impl)->numel(); }
EXPORT int diffusion_torch_dtype(void* impl) { return static_cast<int>(c10::typeMetaToScalarType(static_cast<c10::TensorImpl*>(impl)->dtype())); }
EXPORT int diffusion_torch_is_contiguous(void* impl) { return static_cast<c10::TensorImpl*>(impl)->is_contiguous(); }
EXPORT void* diffusion_torch_data(void* impl) { return borrow(impl).data_ptr(); }

EXPORT int diffusion_torch_requires_grad(void* impl) { return borrow(impl).requires_grad(); }
EXPORT int diffusion_torch_set_requires_grad(void* impl, int value) { return guarded([&] { borrow(impl).set_requires_grad(value != 0); }); }
EXPORT int diffusion_torch_is_leaf(void* impl) { return borrow(impl).is_leaf(); }
EXPORT void* diffusion_torch_grad(void* impl) { return own(borrow(impl).grad()); }
EXPORT int diffusion_torch_set_grad(void* impl, void* grad) { return guarded([&] { borrow(impl).mutable_grad() = grad ? borrow(grad) : at::Tensor(); }); }
EXPORT int diffusion_torch_grad_enabled(int set) {
  bool was = c10::GradMode::is_enabled();
  if (set >= 0) c10::GradMode::set_enabled(set != 0);
  return was;
}

EXPORT int diffusion_torch_run_backward(void** tensors, int count, void** gradients, void** inputs, int input_count, int keep_graph, int create_graph) {
  return guarded([&] {
    follow_thread_count();
    torch::autograd::variable_list of, with, to;
    for (int i = 0; i < input_count; ++i) to.push_back(borrow(inputs[i]));
    for (int i = 0; i < count; ++i) { of.push_back(borrow(tensors[i])); with.push_back(gradients && gradients[i] ? borrow(gradients[i]) : at::Tensor()); }
    torch::autograd::backward(of, with, keep_graph != 0, create_graph != 0, to);
  });
}

EXPORT int diffusion_torch_autograd(void** outputs, int output_count, void** inputs, int input_count, void** gradients,
                                    int keep_graph, int create_graph, int allow_unused, void** results) {
  return guarded([&] {
    follow_thread_count();
    torch::autograd::variable_list of, to, with;
    for (int i = 0; i < output_count; ++i) { of.push_back(borrow(outputs[i])); with.push_back(gradients && gradients[i] ? borrow(gradients[i]) : at::Tensor()); }
    for (int i = 0; i < input_count; ++i) to.push_back(borrow(inputs[i]));
    auto found = torch::autograd::grad(of, to, with, keep_graph != 0, create_graph != 0, allow_unused != 0);
    for (int i = 0; i < input_count; ++i) results[i] = own(found[i]);
  });
}

EXPORT void* diffusion_torch_generator(uint64_t seed) { return new at::Generator(at::detail::createCPUGenerator(seed)); }
EXPORT void* diffusion_torch_default_generator() { return new at::Generator(at::detail::getDefaultCPUGenerator()); }
EXPORT uint64_t diffusion_torch_current_seed(void* generator) { return static_cast<at::Generator*>(generator)->current_seed(); }
EXPORT void* diffusion_torch_generator_state(void* generator) { auto& g = *static_cast<at::Generator*>(generator); std::lock_guard<std::mutex> lock(g.mutex()); return own(g.get_state()); }
EXPORT int diffusion_torch_set_generator_state(void* generator, void* state) {
  return guarded([&] {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    g.set_state(borrow(state));
  });
}
EXPORT void diffusion_torch_seed(void* generator, uint64_t seed) { auto& g = *static_cast<at::Generator*>(generator); std::lock_guard<std::mutex> lock(g.mutex()); g.set_current_seed(seed); }
EXPORT void diffusion_torch_release_generator(void* generator) { delete static_cast<at::Generator*>(generator); }

// OpenMP counts threads per calling thread, so each thread takes over a new count at its first call after the change.
EXPORT void diffusion_torch_set_threads(int count) {
  wanted_threads = count;
  set_blas_threads(count);
  follow_thread_count();
}
EXPORT int diffusion_torch_threads() {
  follow_thread_count();
  return at::get_num_threads();
}

// Training frees and takes the same blocks at every step. Large blocks stay in the heap (glibc allows thresholds to
// 32 MiB) and one arena serves all threads: without this, a tenth of the time goes into page faults.
__attribute__((constructor)) static void keep_memory() {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  mallopt(M_TOP_PAD, 64 << 20);
}
