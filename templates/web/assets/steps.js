// A scan that is chosen is a paper that was received: tick its box, so that the guard knows before the file is sent.
document.addEventListener("change", function (event) {
  var name = event.target.dataset && event.target.dataset.tick;
  if (name && event.target.files.length) {
    event.target.form.elements[name].checked = true;
  }
}, true);
